import { fill, h, icon } from "/shared/dom.js";
import { explain } from "/shared/request.js";
import { shortcutsOn, switchShortcuts } from "../shortcuts.js";

/** The member's own switches (row D10), in a dialog. */
export function showPreferences(services) {
  const panel = new Preferences(services);
  panel.dialog.addEventListener("close", () => panel.dialog.remove());
  document.body.append(panel.dialog);
  panel.dialog.showModal();
}

class Preferences {
  constructor(services) {
    this.services = services;
    const { sound, popup } = services.store.state.me.preferences;
    this.sound = this.toggle("pref-sound", "Sound", "Two soft notes when a message comes in.", sound, () => this.save());
    this.popup = this.toggle("pref-popup", "Pop-up", "A notice of the browser’s that says “New patient message”, nothing more.", popup, () => this.save());
    this.keys = this.toggle("pref-keys", "Keyboard shortcuts", "Single keys work the inbox: j for the next message, c for complete, ? for all of them.", shortcutsOn(), () => switchShortcuts(this.keys.input.checked));
    this.note = h("div", { role: "status", class: "pref-note" });
    this.dialog = h("dialog", { class: "dialog", "aria-labelledby": "pref-title", "data-testid": "preferences" },
      h("h2", { id: "pref-title" }, "My preferences"),
      h("p", {}, "When a new message comes in while this page is in the background, or another conversation is open:"),
      this.sound.row, this.popup.row, h("p", { class: "pref-lead" }, "On this device, always:"), this.keys.row, this.note,
      h("div", { class: "dialog-actions" },
        h("button", { type: "button", class: "button button-quiet", "data-testid": "pref-test", onclick: () => this.test() }, icon("bell"), "Test"),
        h("button", { type: "button", class: "button button-primary", "data-testid": "pref-close", onclick: () => this.dialog.close() }, "Done")));
    this.tellPermission();
  }

  toggle(testid, name, words, on, changed) {
    const input = h("input", { type: "checkbox", role: "switch", class: "switch", id: testid, checked: on, "aria-describedby": `${testid}-words`, "data-testid": testid, onchange: changed });
    const row = h("div", { class: "pref-row" }, h("label", { for: testid, class: "pref-name" }, name), input, h("p", { class: "pref-words", id: `${testid}-words` }, words));
    return { input, row };
  }

  async save() {
    const { api, store } = this.services;
    const before = store.state.me.preferences;
    const wanted = { sound: this.sound.input.checked, popup: this.popup.input.checked };
    if (wanted.popup && !before.popup) await this.askLeave();
    try {
      const preferences = await api.savePreferences(wanted);
      store.set({ me: { ...store.state.me, preferences } });
      this.tellPermission("Saved.");
    } catch (error) {
      this.sound.input.checked = before.sound;
      this.popup.input.checked = before.popup;
      this.tell(`Not saved. ${explain(error).words}`, "danger");
    }
  }

  async test() {
    const wanted = { sound: this.sound.input.checked, popup: this.popup.input.checked };
    if (wanted.popup) await this.askLeave();
    this.services.alerts.test(wanted);
    this.tellPermission(wanted.sound || wanted.popup ? "This is what a new message does." : "Both are off: a new message only shows in the list.");
  }

  /** The browser asks the person, and only because they have just asked for pop-ups. */
  async askLeave() {
    if ("Notification" in window && Notification.permission === "default") await Notification.requestPermission();
  }

  tellPermission(words = "") {
    const state = "Notification" in window ? Notification.permission : "denied";
    if (!this.popup.input.checked || state === "granted") this.tell(words);
    else if (state === "denied") this.tell(`${words} This browser blocks pop-ups for this page. Allow notifications in its settings.`, "warn");
    else this.tell(`${words} Press Test: the browser will ask whether it may show pop-ups.`, "accent");
  }

  tell(words, kind = "ok") {
    fill(this.note, words && h("div", { class: `note note-${kind}` }, icon(kind === "ok" ? "check-circle" : "info"), h("p", { class: "note-body" }, words)));
  }
}
