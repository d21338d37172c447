"""A private value never shows itself, however it is formatted (row J3)."""

from __future__ import annotations

import copy
import dataclasses
import io
import json
import logging
import pickle
import pprint
import traceback

import pytest
from aws_lambda_powertools.shared.json_encoder import Encoder

from tests.fakes import FakeWorld
from textward.domain.private import Private

SECRET = "+12125550101 María's results"
VALUE = Private(SECRET)


@dataclasses.dataclass(frozen=True)
class Holder:
    name: Private


@pytest.mark.parametrize(
    "shown",
    [
        repr(VALUE),
        str(VALUE),
        f"{VALUE}",
        f"{VALUE!r} {VALUE!s} {VALUE!a}",
        f"{VALUE:}",
        "%s %r" % (VALUE, VALUE),  # noqa: UP031 - that is what is tested
        "{}".format(VALUE),  # noqa: UP032 - that is what is tested
        f"{[VALUE]} {(VALUE,)} { {'name': VALUE} } {frozenset({VALUE})}",
        repr(Holder(VALUE)),
        str(dataclasses.asdict(Holder(VALUE))),
        pprint.pformat(Holder(VALUE)),
        repr(copy.deepcopy(VALUE)),
        json.dumps({"name": VALUE}, default=str),
    ],
)
def test_no_way_of_formatting_shows_it(shown: str) -> None:
    assert "***" in shown
    for part in SECRET.split():
        assert part not in shown


@pytest.mark.parametrize("spec", ["", "40", ">40", ".3", "d", "!"])
def test_a_format_spec_gives_nothing_away_not_even_the_length(spec: str) -> None:
    assert format(VALUE, spec) == "***"


def test_it_never_changes_and_leaves_by_no_back_door() -> None:
    with pytest.raises(AttributeError):
        VALUE._text = "other"
    with pytest.raises(TypeError):
        pickle.dumps(VALUE)
    assert not dataclasses.is_dataclass(Private)
    assert copy.copy(VALUE) is copy.deepcopy(VALUE) is VALUE
    assert not hasattr(VALUE, "__dict__")


def test_the_json_encoders_that_open_dataclasses_do_not_open_it() -> None:
    shown = json.dumps({"holder": Holder(VALUE)}, cls=Encoder, default=str)
    assert "***" in shown or "Private" in shown
    assert "results" not in shown


def test_logging_shows_the_mark() -> None:
    stream = io.StringIO()
    logger = logging.getLogger("test_private")
    handler = logging.StreamHandler(stream)
    logger.addHandler(handler)
    try:
        logger.warning("name %s, %r", VALUE, Holder(VALUE), extra={"patient": VALUE})
    finally:
        logger.removeHandler(handler)
    assert "***" in stream.getvalue()
    assert "results" not in stream.getvalue()


def test_a_traceback_shows_the_mark() -> None:
    with pytest.raises(LookupError) as caught:
        raise LookupError(VALUE, Holder(VALUE))
    assert "results" not in "".join(traceback.format_exception(caught.value))


def test_every_domain_object_that_holds_one_keeps_it() -> None:
    world = FakeWorld()
    demo = world.demo()
    shown = repr(demo) + repr(world.patients.phone(demo.practice.practice_id, Private("+12125550102")))
    for told in ("María", "López", "Parker", "+12125550101", "2125550102"):
        assert told not in shown


def test_reveal_gives_it_and_emptiness_shows() -> None:
    assert VALUE.reveal() == SECRET
    assert VALUE
    assert not Private("")
    assert VALUE == Private(SECRET) != Private("other")
    assert len({VALUE, Private(SECRET)}) == 1
