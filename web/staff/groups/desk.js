import "./conversation.js";
import "./head.js";
import "./items.js";
import "./rail.js";
import { h } from "/shared/dom.js";
import { part } from "../components/part.js";
import { createMessage, updateMessage } from "./message.js";
import { GroupShortcuts } from "./shortcuts.js";

/** The page 'Group messages' (rows I1-I5): my groups, the conversations of one, and the one that is open. */
class GroupDesk extends HTMLElement {
  connectedCallback() {
    const { services } = this;
    Object.assign(services, { messageView: { create: createMessage, update: updateMessage }, go: (id, how) => this.go(id, how), leave: () => this.leave() });
    this.rail = part("tw-group-rail", services);
    this.list = part("tw-group-items", services);
    this.talk = part("tw-group-conversation", services);
    this.panes = h("div", { class: "panes group-panes" }, this.rail, this.list, this.talk);
    this.append(this.panes);
    this.resting = true;
    this.shortcuts = new GroupShortcuts(services, this);
    services.store.watch(["basketsPhase", "baskets"], () => !this.resting && this.start());
  }

  /** Show what the address names. */
  open(basket, threadId) {
    this.resting = false;
    this.panes.dataset.open = threadId ? "conversation" : basket ? "list" : "groups";
    const { inbox, thread } = this.services;
    if (basket) inbox.open(basket);
    else inbox.rest();
    thread.open(threadId);
    this.start();
  }

  /** Another page is shown: nothing of this one is fetched or said to be read any more, but its counts. */
  rest() {
    if (this.resting) return;
    this.resting = true;
    this.services.inbox.rest();
    this.services.thread.open(null);
  }

  /** On a wide page something is always chosen: the first group where work waits, else the first. */
  start() {
    const { baskets, basketsPhase, facility } = this.services.store.state;
    this.panes.toggleAttribute("data-none", basketsPhase === "ready" && baskets.length === 0);
    if (this.narrow || facility || basketsPhase !== "ready" || !baskets.length) return;
    const { id } = baskets.find(({ counts }) => counts.not_replied > 0) ?? baskets[0];
    history.replaceState(history.state, "", `#/groups/${id}`);
    this.open(id, null);
  }

  go(threadId, { write = false } = {}) {
    const address = `#/groups/${this.services.store.state.facility}/${threadId}`;
    if (this.reading) history.replaceState(history.state, "", address); // So that going back leads to the list.
    else if (address !== location.hash) history.pushState({ within: true }, "", address);
    this.open(this.services.store.state.facility, threadId);
    // After the store has told the panes, so that what gets the focus is on screen.
    if (write) setTimeout(() => this.write());
    else if (this.narrow) setTimeout(() => this.talk.focusTitle());
  }

  /** From the conversation to its list; on a narrow page also from the list to the groups. */
  leave() {
    const { threadId, facility } = this.services.store.state;
    if (history.state?.within && this.narrow) history.back();
    else this.services.visit(threadId ? `#/groups/${facility}` : "#/groups");
    if (threadId) setTimeout(() => this.list.focusThread(threadId));
    else setTimeout(() => this.rail.focusBasket(facility));
  }

  /** Whether only the conversation is on screen. */
  get reading() {
    return this.narrow && this.panes.dataset.open === "conversation";
  }

  write() {
    this.talk.focusComposer();
  }

  get narrow() {
    return matchMedia("(max-width: 52rem)").matches;
  }
}

customElements.define("tw-group-desk", GroupDesk);
