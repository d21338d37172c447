const SVG = "http://www.w3.org/2000/svg";

/** `<tw-icon name="lock" label="Secured">`: decorative without a label, an image with one. */
class Icon extends HTMLElement {
  static get observedAttributes() {
    return ["name", "label"];
  }

  connectedCallback() {
    this.draw();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.draw();
  }

  draw() {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("focusable", "false");
    svg.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `/shared/icons.svg#${this.getAttribute("name")}`);
    svg.append(use);
    this.textContent = "";
    this.append(svg);
    const label = this.getAttribute("label");
    if (label) {
      this.setAttribute("role", "img");
      this.setAttribute("aria-label", label);
    } else {
      this.removeAttribute("role");
      this.removeAttribute("aria-label");
    }
  }
}

customElements.define("tw-icon", Icon);
