/** What the page 'Appointments' works with. How many need a person is part of the badge. */
import { Store } from "../model/store.js";
import { AppointmentActions } from "./actions.js";
import { Agenda } from "./agenda.js";
import { AppointmentsApi } from "./api.js";

const LOOKING = new Set(["poll", "catch-up"]);

/** @param {object} services of the signed-in page @returns what the components of the page get as `services` */
export function createAppointments(services) {
  const main = services.store;
  const store = new Store({ me: main.state.me, waiting: 0 });
  const api = new AppointmentsApi(services.api);
  const agenda = new Agenda(api, store, services.calendar);
  const recount = () => main.state.me.privileges.text_messages !== "none" && services.inbox.badge();
  const visits = { ...services, api, store, agenda, recount, visit: (address) => services.visit(address), help: () => services.help() };
  visits.actions = new AppointmentActions(visits);
  main.watch(["me"], ({ me }) => {
    store.set({ me });
    main.set({ appointmentsOffered: offered(me.privileges) });
  });
  main.watch(["badge"], ({ badge }) => store.set({ waiting: badge?.appointments_for_staff ?? 0 }));
  const isShown = (threadId) => store.state.items.some((item) => item.thread_id === threadId); // A reminder may have gone out there.
  services.live.addEventListener("news", ({ detail: { type, thread_id: threadId } }) => {
    if (type === "appointment.changed") recount();
    if (type === "appointment.changed" || LOOKING.has(type) || isShown(threadId)) agenda.refresh();
  });
  return visits;
}

/** Whom appointments concern: who works with texts, and who runs the practice. */
function offered({ text_messages: texts, practice_admin: admin }) {
  return texts !== "none" || admin;
}
