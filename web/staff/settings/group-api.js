/** The settings API's part on message groups, the portal, and the practice's places. */
const at = (path, id) => `/v1/settings/${path}/${encodeURIComponent(id)}`;

export class GroupSettingsApi {
  /** @param {import("../api.js").StaffApi} api */
  constructor(api) {
    this.api = api;
  }

  /** All groups, with what their rules speak of: facilities, categories, members, limits, the plan. */
  groups = () => this.api.ask("/v1/settings/groups");

  addGroup(group) {
    return this.api.ask("/v1/settings/groups", { method: "POST", body: group });
  }

  /** Conditional on `group.version`. */
  changeGroup(id, group) {
    return this.api.ask(at("groups", id), { method: "PUT", body: group });
  }

  retireGroup({ id, version }) {
    return this.api.ask(`${at("groups", id)}/retire`, { method: "POST", body: { version } });
  }

  portal = () => this.api.ask("/v1/settings/portal");

  /** Conditional on `settings.version`. */
  changePortal(settings) {
    return this.api.ask("/v1/settings/portal", { method: "PUT", body: settings });
  }

  places = () => this.api.ask("/v1/settings/places");

  closeFacility(id) {
    return this.api.ask(`${at("facilities", id)}/close`, { method: "POST" });
  }

  deleteCategory(id) {
    return this.api.ask(`${at("categories", id)}/delete`, { method: "POST" });
  }
}
