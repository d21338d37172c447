import { part } from "../components/part.js";
import { quietPage, TalkPane } from "../components/talk-pane.js";

/** A conversation from the portal on screen. */
class GroupConversation extends TalkPane {
  /** One that was given to others, or whose group the reader has left, is not there for them any more. */
  troubleWords(error) {
    return error.status === 404 ? "This conversation isn’t here for you: it may have been given to a colleague." : super.troubleWords(error);
  }

  connectedCallback() {
    this.build({ head: part("tw-group-head", this.services), quiet: quietPage("Choose a conversation", "Pick one on the left to read and answer it. Patients see the group’s name, never yours.") });
  }
}

customElements.define("tw-group-conversation", GroupConversation);
