/** Make one of the page's custom elements and hand it what it works with. */
export function part(tag, services) {
  return Object.assign(document.createElement(tag), { services });
}
