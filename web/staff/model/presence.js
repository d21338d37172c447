/**
 * Who else has the open conversation on screen (row D11). Ids only go over the wire; nothing of what is typed does.
 */
const AGAIN_MS = 60000;
const TYPING_EVERY_MS = 3000;
const TYPING_LASTS_MS = 8000;
const FORGOTTEN_MS = 90000;
const TICK_MS = 2000;

export class Presence {
  constructor(store, live) {
    Object.assign(this, { store, live, said: null, typedAt: 0 });
    store.watch(["threadId"], () => this.turnTo());
    store.watch(["messages"], (state) => this.notice(state));
    live.addEventListener("state", ({ detail }) => detail === "live" && this.view());
    live.addEventListener("presence", ({ detail }) => this.hear(detail));
    setInterval(() => this.view(), AGAIN_MS);
    setInterval(() => this.forget(), TICK_MS);
  }

  turnTo() {
    this.known = null;
    this.store.set({ colleagues: [] });
    this.view();
  }

  view() {
    const { threadId } = this.store.state;
    if (!threadId && !this.said) return;
    this.said = threadId;
    this.typedAt = 0;
    this.live.say({ type: "presence", thread_id: threadId, doing: "viewing" });
  }

  /** The reader types: say so, but not at every key. */
  typing() {
    const now = Date.now();
    const { threadId } = this.store.state;
    if (!threadId || now - this.typedAt < TYPING_EVERY_MS) return;
    this.typedAt = now;
    this.live.say({ type: "presence", thread_id: threadId, doing: "typing" });
  }

  hear({ thread_id: threadId, member_id: memberId, doing }) {
    const { threadId: open, me } = this.store.state;
    if (threadId !== open || memberId === me.member.id) return;
    if (doing === "left") this.put(memberId, null);
    else this.put(memberId, { memberId, doing, until: Date.now() + (doing === "typing" ? TYPING_LASTS_MS : FORGOTTEN_MS) });
  }

  put(memberId, colleague) {
    const others = this.store.state.colleagues.filter((each) => each.memberId !== memberId);
    this.store.set({ colleagues: colleague ? [...others, colleague] : others });
  }

  /** Typing that is not said again has stopped; who is not heard of again has gone. */
  forget() {
    const now = Date.now();
    const { colleagues } = this.store.state;
    if (colleagues.every(({ until }) => until > now)) return;
    const left = colleagues.filter(({ until, doing }) => until > now || doing === "typing");
    this.store.set({ colleagues: left.map((each) => (each.until > now ? each : { ...each, doing: "viewing", until: now + FORGOTTEN_MS })) });
  }

  /** A colleague's answer that came while the conversation was open. */
  notice({ messages, threadPhase, threadId, me }) {
    if (threadPhase !== "ready" && threadPhase !== "older") return;
    const last = messages.at(-1)?.at ?? "";
    const answer = this.known?.threadId === threadId && messages.findLast((message) => message.at > this.known.last && message.author && message.author.member_id !== me.member.id);
    this.known = { threadId, last };
    if (answer) this.put(answer.author.member_id, { memberId: answer.author.member_id, doing: "answered", until: Date.now() + FORGOTTEN_MS });
  }
}
