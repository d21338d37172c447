/** The control API of the telephone, and its stream of events. */

async function ask(method, path, content) {
  const options = { method, headers: {} };
  if (content !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(content);
  }
  const reply = await fetch(path, options);
  const answer = reply.status === 204 ? null : await reply.json();
  if (!reply.ok) throw new Error(answer?.error ?? `The telephone answered ${reply.status}.`);
  return answer;
}

export const listPhones = async () => (await ask("GET", "/control/phones")).phones;
export const listNumbers = async () => (await ask("GET", "/control/numbers")).numbers;
export const listFaults = async () => (await ask("GET", "/control/faults")).faults;
export const addPhone = (number, label) => ask("POST", "/control/phones", { number, label });
export const addFault = (rule) => ask("POST", "/control/faults", rule);
export const removeFault = (id) => ask("DELETE", `/control/faults/${id}`);
export const typeText = (phone, to, body) =>
  ask("POST", `/control/phones/${encodeURIComponent(phone)}/messages`, { to, body });

/** Listen to what happens; `onOpen` runs at each (re)connection, when a fresh picture should be fetched. */
export function listen(handlers, onOpen, onLost) {
  const source = new EventSource("/control/events");
  for (const [name, handle] of Object.entries(handlers)) {
    source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
  }
  source.addEventListener("open", onOpen);
  source.addEventListener("error", onLost);
}
