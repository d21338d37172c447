import { whenLetGo } from "./pressed.js";

/** What the page knows, in one place. Components watch the parts they show. */
export class Store {
  /** @param {Record<string, unknown>} initial */
  constructor(initial) {
    this.state = initial;
    this.watchers = new Set();
    this.changed = new Set();
  }

  /** Change some parts; watchers hear of it once, at the end of the current task, or when the control that is pressed is let go. */
  set(parts) {
    for (const [name, value] of Object.entries(parts)) {
      if (Object.is(this.state[name], value)) continue;
      this.state[name] = value;
      this.changed.add(name);
    }
    if (this.changed.size && !this.scheduled) {
      this.scheduled = true;
      queueMicrotask(() => whenLetGo(() => this.announce()));
    }
  }

  /** Call `show` now and whenever one of the named parts changes. */
  watch(names, show) {
    this.watchers.add({ names, show });
    show(this.state);
  }

  announce() {
    this.scheduled = false;
    const changed = this.changed;
    this.changed = new Set();
    for (const { names, show } of this.watchers) if (names.some((name) => changed.has(name))) show(this.state);
  }
}
