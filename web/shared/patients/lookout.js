const IN_USE_MS = 180000; // Looking for news must not keep a forgotten page's session alive,
const FORGOTTEN_MS = 1200000; // which is over long before this: then a look finds that out, and nothing stays on the screen.

/** Looks for news every so often while the page is seen and in use, seldom while it lies forgotten, and at once when it is seen again. */
export class Lookout {
  /** @param {number} everyMs @param {() => unknown} look @param {() => unknown} [back] when the page is seen again */
  constructor(everyMs, look, back = look) {
    Object.assign(this, { everyMs, look, used: Date.now(), looked: Date.now() });
    this.touch = () => (this.used = Date.now());
    this.turned = () => document.visibilityState === "visible" && (this.touch(), back());
  }

  start() {
    for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, this.touch);
    document.addEventListener("visibilitychange", this.turned);
    this.timer = setInterval(() => document.visibilityState === "visible" && this.due() && this.lookNow(), this.everyMs);
  }

  due() {
    const now = Date.now();
    return now - this.used < IN_USE_MS || now - this.looked > FORGOTTEN_MS;
  }

  lookNow() {
    this.looked = Date.now();
    this.look();
  }

  stop() {
    for (const event of ["pointerdown", "keydown"]) document.removeEventListener(event, this.touch);
    document.removeEventListener("visibilitychange", this.turned);
    clearInterval(this.timer);
  }
}
