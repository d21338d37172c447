/** The appointments' part of the staff API. Each change is conditional on the version shown. */
import { query } from "../api.js";

const at = ({ patient, id }) => `/v1/appointments/${encodeURIComponent(patient.id)}/${encodeURIComponent(id)}`;

export class AppointmentsApi {
  /** @param {import("../api.js").StaffApi} api */
  constructor(api) {
    this.api = api;
  }

  /** A page of a day's appointments, earliest first. @param {{day: string, facility: string, mine: boolean, cursor: string|null}} of `day`: YYYY-MM-DD in the practice's zone */
  ofDay({ day, facility, mine, cursor }) {
    return this.api.ask(`/v1/appointments${query({ day, facility, mine, cursor })}`);
  }

  /** A page of those to come that need a person, earliest first. */
  waiting({ facility, mine, cursor }) {
    return this.api.ask(`/v1/appointments${query({ needs_staff: true, facility, mine, cursor })}`);
  }

  /** Nobody needs to look at it any more. */
  done(appointment) {
    return this.api.ask(`${at(appointment)}/done`, { method: "POST", body: { version: appointment.version } });
  }

  /** @param {"booked"|"confirmed"|"cancelled"} status as the patient said otherwise than by text */
  setStatus(appointment, status) {
    return this.api.ask(`${at(appointment)}/status`, { method: "POST", body: { version: appointment.version, status } });
  }
}
