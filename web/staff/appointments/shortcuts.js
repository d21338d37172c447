/** Appointments without a mouse: from row to row, and from day to day. */
import { Shortcuts } from "../shortcuts.js";

const KEYS = {
  j: ({ desk }) => desk.step(1),
  k: ({ desk }) => desk.step(-1),
  o: ({ desk }) => desk.openCurrent(),
  d: ({ desk }) => desk.doneWithCurrent(),
  n: ({ desk }) => desk.turn(1),
  p: ({ desk }) => desk.turn(-1),
  t: ({ desk }) => desk.toToday(),
  "?": ({ services }) => services.help(),
};

export class AppointmentShortcuts extends Shortcuts {
  constructor(services, desk) {
    super(services, desk);
    this.keys = KEYS;
  }

  list() {}
}
