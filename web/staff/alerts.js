/** Sound and pop-up for a new message (row D10), each if the member wants it. Neither says who wrote, or what. */
import { chime } from "./chime.js";

const QUIET_MS = 3000;
const CLOCKS_APART_MS = 300000;
const TITLE = "New patient message";

export class Alerts {
  /** @param {{store: object, live: EventTarget, inbox: object, go: (threadId: string, how: object) => void}} services */
  constructor(services) {
    this.services = services;
    this.newest = ulidAt(Date.now() - CLOCKS_APART_MS);
    this.toldAt = 0;
    services.live.addEventListener("news", ({ detail }) => detail.type === "inbox.changed" && this.consider(detail));
    services.store.watch(["items"], ({ items, liveState, inboxPhase }) => this.look(items, liveState, inboxPhase));
  }

  /** Without the socket, the list tells. */
  look(items, liveState, phase) {
    if (phase !== "ready") return;
    const known = this.seenList;
    this.seenList = true;
    const first = items.find((item) => item.direction === "in" && item.message_id > this.newest);
    if (!first) return;
    if (known && liveState !== "live") this.consider(first);
    else if (!known) this.newest = first.message_id;
  }

  /** Ids grow with time: a message is new if its id is later than any before it. Other news is of messages already told of. */
  consider({ message_id: id, thread_id: threadId }) {
    if (!id || id <= this.newest) return;
    this.newest = id;
    const { store } = this.services;
    if (document.visibilityState === "visible" && store.state.threadId === threadId) return;
    this.ring(() => this.services.go(threadId, { message: id }));
  }

  /** Tell of something new, once for what comes in a burst. @param {() => void} open what a click on the pop-up leads to */
  ring(open) {
    if (Date.now() - this.toldAt < QUIET_MS) return;
    this.toldAt = Date.now();
    const { sound, popup } = this.services.store.state.me.preferences;
    if (sound) chime();
    if (popup) this.popUp(open);
  }

  /** What a new message will look and sound like, whatever the page shows now. */
  test({ sound, popup }) {
    if (sound) chime();
    if (popup) this.popUp(() => {});
  }

  popUp(open) {
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    const note = new Notification(TITLE, { tag: "textward", renotify: true, silent: true, icon: "/shared/favicon.svg" });
    note.addEventListener("click", () => {
      window.focus();
      note.close();
      open();
    });
  }
}

const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** The ten leading characters of the ids made at that time (ULID: 48 bits of milliseconds in Crockford's base 32). */
function ulidAt(milliseconds) {
  let left = milliseconds;
  let text = "";
  for (let place = 0; place < 10; place += 1) {
    text = DIGITS[left % 32] + text;
    left = Math.floor(left / 32);
  }
  return text;
}
