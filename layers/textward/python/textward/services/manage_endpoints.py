"""A practice admin says where events go, tries it, and asks for them again (row J10)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.errors import ConflictError, InvalidInputError
from textward.domain.webhook import MOST_ENDPOINTS, Endpoint, checked_url

if TYPE_CHECKING:
    from textward.domain.outward import OutwardType
    from textward.domain.paging import Page, PageRequest
    from textward.domain.role import Viewer
    from textward.domain.webhook import Tried, WebhookDelivery
    from textward.services.ports import Clock, Ids
    from textward.services.record_audit import AuditTrail
    from textward.services.try_webhook import TryWebhook
    from textward.services.webhook_ports import Audience, Deliveries, Endpoints, Feeds, WebhookKeys

MOST_COUNTED = 100
"""What waits is counted up to here: whoever has more has a problem, whatever the number."""


@dataclass(frozen=True, slots=True)
class EndpointWish:
    """What an endpoint is to be."""

    url: str
    types: frozenset[OutwardType]
    include_content: bool
    active: bool = True


@dataclass(frozen=True, slots=True)
class ManageEndpoints:
    """The use cases. Each refuses who is no practice admin."""

    feeds: Feeds
    endpoints: Endpoints
    deliveries: Deliveries
    keys: WebhookKeys
    try_webhook: TryWebhook
    clock: Clock
    ids: Ids
    loopback: bool = False
    """Whether endpoints may be on this machine: on a local engine only."""

    def listed(self, viewer: Viewer) -> Audience:
        """Give clients and endpoints."""
        viewer.require_admin()
        return self.feeds.audience(viewer.practice_id)

    def waiting(self, endpoint: Endpoint) -> int:
        """Count what waits for an endpoint, up to `MOST_COUNTED`."""
        return self.deliveries.waiting(endpoint.practice_id, endpoint.endpoint_id, MOST_COUNTED)

    def add(self, viewer: Viewer, wish: EndpointWish, trail: AuditTrail) -> tuple[Endpoint, str]:
        """Add an endpoint; give it with its secret.

        Raises:
            InvalidInputError: the address can't be called, or there are too many.
        """
        viewer.require_admin()
        if len(self.feeds.audience(viewer.practice_id).endpoints) >= MOST_ENDPOINTS:
            raise InvalidInputError(f"At most {MOST_ENDPOINTS} endpoints can be added.")
        endpoint = Endpoint(
            viewer.practice_id,
            self.ids.new(),
            checked_url(wish.url, loopback=self.loopback),
            wish.types,
            self.clock.now(),
            include_content=wish.include_content,
        )
        self._save(endpoint, trail)
        return endpoint, self.keys.secret(endpoint.endpoint_id, endpoint.secret_version)

    def change(
        self, viewer: Viewer, endpoint_id: str, wish: EndpointWish, version: int, trail: AuditTrail
    ) -> Endpoint:
        """Change an endpoint; one that is switched on again is tried at once, with what waits.

        Raises:
            NotFoundError: there is none with that id.
            ConflictError: it has been changed meanwhile.
            InvalidInputError: the address can't be called.
        """
        before = self._get(viewer, endpoint_id)
        if before.version != version:
            raise ConflictError
        after = replace(
            before,
            url=checked_url(wish.url, loopback=self.loopback),
            types=wish.types,
            include_content=wish.include_content,
            active=wish.active,
            version=version + 1,
            failures=0,
        )
        self._save(after, trail, look=after.active)
        return after

    def delete(self, viewer: Viewer, endpoint_id: str, trail: AuditTrail) -> None:
        """Forget an endpoint with all that waits for it.

        Raises:
            NotFoundError: there is none with that id.
        """
        entry = trail.entry(viewer.practice_id, Action.ENDPOINT_DELETED, target_id=endpoint_id)
        self.endpoints.delete(self._get(viewer, endpoint_id), entry)

    def rotate(self, viewer: Viewer, endpoint_id: str, trail: AuditTrail) -> tuple[Endpoint, str]:
        """Give the endpoint another secret; the old one signs too for a day.

        Raises:
            NotFoundError: there is none with that id.
            ConflictError: it has been changed meanwhile.
        """
        after = self._get(viewer, endpoint_id).with_new_secret(self.clock.now())
        entry = trail.entry(viewer.practice_id, Action.ENDPOINT_SECRET_MADE, target_id=endpoint_id)
        self.endpoints.save(after, entry)
        return after, self.keys.secret(endpoint_id, after.secret_version)

    def test(self, viewer: Viewer, endpoint_id: str, trail: AuditTrail) -> Tried:
        """Send a `ping` now.

        Raises:
            NotFoundError: there is none with that id.
        """
        endpoint = self._get(viewer, endpoint_id)
        entry = trail.entry(viewer.practice_id, Action.ENDPOINT_TESTED, target_id=endpoint_id)
        trail.audit.append(entry)
        return self.try_webhook.ping(endpoint)

    def replay(self, viewer: Viewer, endpoint_id: str, after: int, trail: AuditTrail) -> Endpoint:
        """Hand over once more what the feed has after a sequence, from the schedule's next run on.

        Raises:
            NotFoundError: there is none with that id.
            InvalidInputError: the feed has nothing after it, or doesn't reach back to it any more.
        """
        endpoint, now = self._get(viewer, endpoint_id), self.clock.now()
        mark = self.feeds.audience(viewer.practice_id).feed
        begins = mark.begins(now.date())
        if not begins - 1 <= after < mark.last:
            raise InvalidInputError(
                f"The feed holds {begins} to {mark.last}: give {begins - 1} or more, under {mark.last}."
                if begins <= mark.last
                else "The feed holds nothing that could be sent again.",
                "/after",
            )
        asked = endpoint.replaying(after, mark.last)
        entry = trail.entry(viewer.practice_id, Action.EVENTS_REPLAYED, target_id=endpoint_id)
        self.endpoints.save(asked, entry, now)
        return asked

    def waiting_page(self, viewer: Viewer, endpoint_id: str, page: PageRequest) -> Page[WebhookDelivery]:
        """Give what waits for an endpoint, then what was given up, newest first each.

        Raises:
            NotFoundError: there is none with that id.
        """
        self._get(viewer, endpoint_id)
        return self.deliveries.page(viewer.practice_id, endpoint_id, page)

    def _get(self, viewer: Viewer, endpoint_id: str) -> Endpoint:
        viewer.require_admin()
        return self.endpoints.get(viewer.practice_id, endpoint_id)

    def _save(self, endpoint: Endpoint, trail: AuditTrail, *, look: bool = False) -> None:
        entry = trail.entry(endpoint.practice_id, Action.ENDPOINT_SAVED, target_id=endpoint.endpoint_id)
        self.endpoints.save(endpoint, entry, self.clock.now() if look else None)
