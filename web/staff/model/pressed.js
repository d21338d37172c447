/** Tells whether a control is being pressed: nothing may move from under the pointer before it is let go. */

const CLICK_AFTER_MS = 150; // On a touch screen the click comes some time after the finger has left.
const LONGEST_MS = 10000; // A release that is never heard of must not hold the page up.
const CONTROLS = "a, button, label, summary, [role=option], [type=checkbox], [type=radio]";

let held = false;
let timer = 0;
let waiting = [];

/** Run something once no control is pressed: at once when none is. */
export function whenLetGo(run) {
  if (held) waiting.push(run);
  else run();
}

function letGoIn(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    held = false;
    const due = waiting;
    waiting = [];
    for (const run of due) run();
  }, milliseconds);
}

function press({ target }) {
  held = Boolean(target.closest?.(CONTROLS));
  letGoIn(held ? LONGEST_MS : 0);
}

addEventListener("pointerdown", press, { capture: true, passive: true });
addEventListener("keydown", (event) => event.key === " " && press(event), { capture: true, passive: true });
for (const name of ["pointerup", "pointercancel", "dragend", "keyup"]) addEventListener(name, () => held && letGoIn(CLICK_AFTER_MS), { capture: true, passive: true });
addEventListener("click", () => held && letGoIn(0), { capture: true, passive: true }); // What the click does shows at once.
