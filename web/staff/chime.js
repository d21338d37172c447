/** Two soft notes, made on the spot: no file to fetch. */

const NOTES = [
  { hertz: 659.25, at: 0 },
  { hertz: 880, at: 0.13 },
];
const LOUDNESS = 0.08;
const SECONDS = 0.5;

let context = null;

/** Play it, if the browser lets us: it wants a click or a key on the page first. */
export async function chime() {
  try {
    context ??= new AudioContext();
    if (context.state === "suspended") await context.resume();
    for (const note of NOTES) play(note);
  } catch {
    // No sound on this device: the list and the pop-up tell of the message too.
  }
}

function play({ hertz, at }) {
  const start = context.currentTime + at;
  const tone = new OscillatorNode(context, { type: "sine", frequency: hertz });
  const loudness = new GainNode(context, { gain: 0 });
  loudness.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.0001, start + SECONDS);
  tone.connect(loudness).connect(context.destination);
  tone.start(start);
  tone.stop(start + SECONDS);
}
