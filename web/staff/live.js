/**
 * News from the server: a WebSocket opened with a one-time ticket, and a five-second poll while there is none.
 * Fires `news` (detail: {type, thread_id?, message_id?}), `presence` (detail: {thread_id, member_id, doing}),
 * `closed` when the server has hung up, and `state` ("connecting" | "live" | "polling" | "offline").
 */

const POLL_MS = 5000;
const SAFETY_MS = 60000; // Even a socket that looks open may be dead: look anyway, once a minute.
const PING_MS = 240000; // API Gateway closes a WebSocket after ten idle minutes.
const LONGEST_WAIT_MS = 30000;

export class Live extends EventTarget {
  /** @param {import("./api.js").StaffApi} api @param {string} url */
  constructor(api, url) {
    super();
    this.api = api;
    this.url = url;
    this.state = "connecting";
    this.failures = 0;
    this.stopped = true;
  }

  start() {
    this.stopped = false;
    this.connect();
    this.timers = [
      setInterval(() => this.state !== "live" && this.tell({ type: "poll" }), POLL_MS),
      setInterval(() => this.state === "live" && this.tell({ type: "poll" }), SAFETY_MS),
      setInterval(() => this.socket?.readyState === WebSocket.OPEN && this.socket.send('{"action":"ping"}'), PING_MS),
    ];
    addEventListener("online", () => this.hurry());
    addEventListener("offline", () => this.become("offline"));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.hurry());
  }

  stop() {
    this.stopped = true;
    this.timers?.forEach(clearInterval);
    clearTimeout(this.again);
    this.socket?.close();
  }

  async connect() {
    if (this.stopped || this.connecting) return;
    this.connecting = true;
    try {
      const { ticket } = await this.api.liveTicket();
      this.open(new WebSocket(`${this.url}?${new URLSearchParams({ ticket })}`));
    } catch {
      this.connecting = false;
      this.later();
    }
  }

  open(socket) {
    this.socket = socket;
    socket.addEventListener("open", () => {
      this.failures = 0;
      this.connecting = false;
      this.become("live");
      this.tell({ type: "catch-up" });
    });
    socket.addEventListener("message", ({ data }) => {
      try {
        const news = JSON.parse(data);
        if (news?.type === "presence") this.dispatchEvent(new CustomEvent("presence", { detail: news }));
        else if (news?.type) this.tell(news);
      } catch {
        // Not ours to understand; the safety poll covers what it may have meant.
      }
    });
    socket.addEventListener("close", () => {
      this.connecting = false;
      if (this.state === "live" && !this.stopped) this.dispatchEvent(new Event("closed"));
      this.later();
    });
  }

  /** Say something to the server, if it can hear; what matters is said again when it can. */
  say(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  later() {
    if (this.stopped) return;
    this.become(navigator.onLine ? "polling" : "offline");
    const wait = Math.min(LONGEST_WAIT_MS, 1000 * 2 ** this.failures);
    this.failures += 1;
    clearTimeout(this.again);
    this.again = setTimeout(() => this.connect(), wait * (0.7 + Math.random() * 0.6));
  }

  /** The person is back, or the network is: catch up at once. */
  hurry() {
    if (this.stopped) return;
    this.tell({ type: "catch-up" });
    if (this.state === "live") return;
    this.become("polling");
    clearTimeout(this.again);
    this.connect();
  }

  become(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }

  tell(news) {
    this.dispatchEvent(new CustomEvent("news", { detail: news }));
  }
}
