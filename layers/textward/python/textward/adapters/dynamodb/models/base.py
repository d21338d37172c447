"""What every item has: its key, the table's indexes, and the attributes that the indexes are made of."""

from __future__ import annotations

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from textward.adapters.dynamodb.attributes import OptionalText


class Item(Model):
    """Any item: its key."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)


class ListsIndex(GlobalSecondaryIndex["TableItem"]):  # type: ignore[no-untyped-call] # the library's class hook
    """Lists by status, and members' own lists."""

    class Meta:
        """Settings."""

        index_name = "lists"
        projection = AllProjection()

    lists_pk = UnicodeAttribute(hash_key=True)
    lists_sk = UnicodeAttribute(range_key=True)


class ListsFacilityIndex(GlobalSecondaryIndex["TableItem"]):  # type: ignore[no-untyped-call] # the library's class hook
    """The same lists, of one facility."""

    class Meta:
        """Settings."""

        index_name = "lists_facility"
        projection = AllProjection()

    lists_facility_pk = UnicodeAttribute(hash_key=True)
    lists_sk = UnicodeAttribute(range_key=True)


class AllIndex(GlobalSecondaryIndex["TableItem"]):  # type: ignore[no-untyped-call] # the library's class hook
    """Lists that cover every status."""

    class Meta:
        """Settings."""

        index_name = "all"
        projection = AllProjection()

    all_pk = UnicodeAttribute(hash_key=True)
    lists_sk = UnicodeAttribute(range_key=True)


class AllFacilityIndex(GlobalSecondaryIndex["TableItem"]):  # type: ignore[no-untyped-call] # the library's class hook
    """The same lists, of one facility."""

    class Meta:
        """Settings."""

        index_name = "all_facility"
        projection = AllProjection()

    all_facility_pk = UnicodeAttribute(hash_key=True)
    lists_sk = UnicodeAttribute(range_key=True)


class DueIndex(GlobalSecondaryIndex["TableItem"]):  # type: ignore[no-untyped-call] # the library's class hook
    """Work for scheduled jobs; sparse, keys only."""

    class Meta:
        """Settings."""

        index_name = "due"
        projection = KeysOnlyProjection()

    due_pk = UnicodeAttribute(hash_key=True)
    due_sk = UnicodeAttribute(range_key=True)


class TableItem(Item):
    """Any item of the main table, with the table's indexes."""

    lists = ListsIndex()
    lists_facility = ListsFacilityIndex()
    all_messages = AllIndex()
    all_facility = AllFacilityIndex()
    due = DueIndex()


class DueItem(TableItem):
    """An item that a scheduled job may have to look at, and the bare keys that the `due` index gives."""

    due_pk = OptionalText()
    due_sk = OptionalText()


class ListedItem(TableItem):
    """An item that stands in inbox lists."""

    lists_pk = OptionalText()
    lists_facility_pk = OptionalText()
    all_pk = OptionalText()
    all_facility_pk = OptionalText()
    lists_sk = OptionalText()
