"""Every state, every act, every kind of viewer: allowed, or refused with the sentence that the page shows."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Sum

from mingbai.disclosure.actions import decisions as act
from mingbai.disclosure.actions import drafts, withdrawals
from mingbai.disclosure.models import Decision, Edition, EditionState, Verdict
from mingbai.disclosure.rules.acts import ACTS
from mingbai.disclosure.rules.may import why_not
from mingbai.disclosure.tests.factories import NOW, World, correct, draft, file_with_street, publish, step_on, walk
from mingbai.kit.errors import NotFound, NotNow, NotYours
from mingbai.orgs.models import Entry
from mingbai.orgs.rules.may import ANONYMOUS, Viewer

LATER = NOW + timedelta(days=2)
PEOPLE = ("clerk", "director", "secretary", "chair", "member", "privacy", "street", "other", "district", "auditor")
VIEWERS = (*PEOPLE, "operator", "anonymous")
MOVING = ("director", "secretary", "supervision", "asked", "privacy")
UP = ("published", "filed", "unwanted", "held", "urgent")
PLACES = ("draft", *MOVING, "ready", *UP, "returned", "void", "superseded", "withdrawn")

WRITERS = {"clerk"}
OFFICIALS = {"clerk", "director", "secretary"}
GUARDS = {"privacy", "street"}
DECIDERS = {"director", "secretary", *GUARDS}
READERS = {*OFFICIALS, "chair", "member", "privacy", "street", "district", "auditor"}

# act → (whose post holds the right at all, who may do it where). Everybody else is told that it is not theirs; those
# whose post has the right are told why not now.
Row = tuple[set[str], dict[str, tuple[str, ...]]]
EXPECTED: dict[str, Row] = {
    "save": (WRITERS, {"clerk": ("draft",)}),
    "discard": (WRITERS, {"clerk": ("draft",)}),
    "submit": (WRITERS, {"clerk": ("draft",)}),
    "sign": (OFFICIALS, {"director": ("director", "urgent"), "secretary": ("secretary",)}),
    "vote": (
        {"chair", "member", "director", "secretary"},
        {"chair": ("supervision", "asked"), "member": ("supervision", "asked")},
    ),
    "answer": (WRITERS, {"clerk": ("asked",)}),
    "review": ({"privacy"}, {"privacy": ("privacy",)}),
    "approve": ({"street", "district"}, {}),  # the usual route asks for none; test_routes.py walks those that do
    "file": ({"street"}, {"street": (*MOVING, "ready", "published", "unwanted", "held", "urgent")}),
    "return": (
        READERS,
        {
            "director": ("director", "urgent"),
            "secretary": ("secretary",),
            "privacy": ("privacy",),
            "street": (*MOVING, "ready"),
        },
    ),
    "revise": (WRITERS, {"clerk": (*MOVING, "ready", "returned")}),
    "correct": (WRITERS, {"clerk": (*UP, "withdrawn")}),
    "urgent": ({"director", "secretary"}, dict.fromkeys(("director", "secretary"), MOVING)),
    "withdraw": (OFFICIALS, dict.fromkeys(OFFICIALS, ("published", "filed", "urgent"))),
    "remove": (OFFICIALS | GUARDS, dict.fromkeys(OFFICIALS | GUARDS, ("published", "filed", "urgent"))),
    # The clerk asked to withdraw, the director took down: the director decides on the first, not on the second.
    "confirm": (DECIDERS, {**dict.fromkeys(DECIDERS, ("unwanted", "held")), "director": ("unwanted",)}),
    "keep": (DECIDERS, {**dict.fromkeys(DECIDERS, ("unwanted", "held")), "director": ("unwanted",)}),
    "publish": (OFFICIALS, dict.fromkeys(OFFICIALS, ("ready",))),
}
# They may read, but sit on no step of the route: where others could return it, it is not theirs to do.
WITHOUT_SEAT = {"district", "auditor"}


def _submit(edition: Edition, by: Viewer) -> object:
    return act.submit(edition_id=edition.pk, seen=edition.lock, now=LATER, by=by)


def _answer(edition: Edition, by: Viewer) -> object:
    doubt = edition.decisions.filter(verdict=Verdict.QUESTION).first()
    return act.answer(edition_id=edition.pk, to=doubt.pk if doubt else 0, text="已经附上报价单", now=LATER, by=by)


def _vote(edition: Edition, by: Viewer) -> object:
    return act.vote(edition_id=edition.pk, digest=edition.digest, verdict=Verdict.AGREE, now=LATER, by=by)


DO: dict[str, Callable[[Edition, Viewer], object]] = {
    "save": lambda e, by: drafts.save_draft(
        edition_id=e.pk, content={**e.content, "title": "改过的标题"}, seen=e.lock, now=LATER, by=by
    ),
    "discard": lambda e, by: drafts.discard(edition_id=e.pk, now=LATER, by=by),
    "submit": _submit,
    "sign": lambda e, by: act.sign(edition_id=e.pk, digest=e.digest, now=LATER, by=by),
    "vote": _vote,
    "answer": _answer,
    "review": lambda e, by: act.review(edition_id=e.pk, digest=e.digest, now=LATER, by=by),
    "approve": lambda e, by: act.approve(edition_id=e.pk, digest=e.digest, now=LATER, by=by),
    "file": lambda e, by: act.file(edition_id=e.pk, digest=e.digest, now=LATER, by=by),
    "return": lambda e, by: act.send_back(edition_id=e.pk, digest=e.digest, reason="数字有错", now=LATER, by=by),
    "revise": lambda e, by: act.revise(edition_id=e.pk, now=LATER, by=by),
    "correct": lambda e, by: act.correct(edition_id=e.pk, now=LATER, by=by),
    "publish": lambda e, by: act.publish(edition_id=e.pk, now=LATER, by=by),
    "urgent": lambda e, by: act.publish_urgently(
        edition_id=e.pk, digest=e.digest, reason="今晚有暴雨", now=LATER, by=by
    ),
    "withdraw": lambda e, by: withdrawals.withdraw(
        edition_id=e.pk, reason="duplicate", words="和另一份重复。", now=LATER, by=by
    ),
    "remove": lambda e, by: withdrawals.remove(
        edition_id=e.pk, reason="private", words="照片没有遮住。", now=LATER, by=by
    ),
    "confirm": lambda e, by: withdrawals.confirm(edition_id=e.pk, now=LATER, by=by),
    "keep": lambda e, by: withdrawals.keep(edition_id=e.pk, answer="没有泄露", now=LATER, by=by),
}


def _walked_to(world: World, step: str, period: str) -> Edition:
    edition = draft(world, period=period)
    act.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    while edition.step != step:
        step_on(world, edition, NOW)
        edition.refresh_from_db()
    return edition


@pytest.fixture(scope="module")
def places(lasting: World) -> dict[str, int]:
    """One edition for each place on the way, made by the acts that lead there."""
    world = lasting
    found = {"draft": draft(world, period="2026-01")}
    for n, step in enumerate(("director", "secretary", "supervision", "privacy"), start=2):
        found[step] = _walked_to(world, step, f"2026-{n:02}")
    found["asked"] = _walked_to(world, "supervision", "2026-06")
    digest = found["asked"].digest
    question = {"verdict": Verdict.QUESTION, "reason": "单价太贵", "now": NOW}
    act.vote(edition_id=found["asked"].pk, digest=digest, by=world.by("chair"), **question)  # type: ignore[arg-type]
    found["ready"] = walk(world, draft(world, period="2026-07"), publish_at=NOW + timedelta(days=30))
    found["urgent"] = _walked_to(world, "director", "2027-12")
    DO["urgent"](found["urgent"], world.by("secretary"))
    for n, name in enumerate((*UP[:-1], "superseded", "withdrawn")):
        found[name] = publish(world, period=f"2027-{n + 2:02}").live  # type: ignore[assignment]
    file_with_street(world, found["filed"].notice)
    correct(world, found["superseded"].notice, now=NOW)
    for name in ("unwanted", "withdrawn"):
        DO["withdraw"](found[name], world.by("clerk"))
    DO["remove"](found["held"], world.by("director"))
    DO["confirm"](found["withdrawn"], world.by("secretary"))
    found["returned"] = _walked_to(world, "director", "2026-12")
    returned = found["returned"]
    act.send_back(edition_id=returned.pk, digest=returned.digest, reason="漏了", now=NOW, by=world.by("director"))
    found["void"] = _walked_to(world, "director", "2027-01")
    act.revise(edition_id=found["void"].pk, now=NOW, by=world.by("clerk"))
    return {name: edition.pk for name, edition in found.items()}


def who(world: World, name: str) -> Viewer:
    return ANONYMOUS if name == "anonymous" else world.by(name)


def expected(name: str, viewer: str, place: str, state: str) -> type[Exception] | None:
    holders, allowed = EXPECTED[name]
    if place in allowed.get(viewer, ()):
        return None
    if viewer not in holders:
        return NotYours
    signing = place == "urgent" or state == EditionState.MOVING or (name == "return" and state == EditionState.READY)
    if name in ("return", "approve") and viewer in WITHOUT_SEAT and signing:
        return NotYours
    return NotNow


def everything() -> tuple[int, ...]:
    """Each change moves one of these: the journal, the decisions, the versions of the editions."""
    locks = Edition.objects.aggregate(all=Sum("lock"))["all"]
    return Entry.objects.count(), Decision.objects.count(), locks, Edition.objects.count()


def is_sentence(text: str) -> bool:
    return bool(re.fullmatch(r"[^%\n]*[\u4e00-\u9fff][^%\n]{6,}[。)]", text)) and "None" not in text


def test_the_table_is_complete() -> None:
    assert set(EXPECTED) == set(ACTS) == set(DO), "a new act needs a row here"


def test_the_places_are_all_states(places: dict[str, int], db: None) -> None:
    assert set(places) == set(PLACES)
    states = dict(Edition.objects.filter(pk__in=places.values()).values_list("pk", "state"))
    assert set(states.values()) == set(EditionState.values)


@pytest.mark.parametrize("name", ACTS)
def test_each_act_everywhere_by_everyone(lasting: World, places: dict[str, int], db: None, name: str) -> None:
    allowed, before = 0, everything()
    wrong: list[tuple[object, ...]] = []
    for place, pk in places.items():
        edition = Edition.objects.select_related("notice__unit", "notice__item", "version").get(pk=pk)
        for viewer in VIEWERS:
            want = expected(name, viewer, place, edition.state)
            said = why_not(name, edition, who(lasting, viewer), LATER)
            got: type[Exception] | None = None
            sid = transaction.savepoint()
            try:
                DO[name](edition, who(lasting, viewer))
            except (NotYours, NotNow) as error:
                got = type(error)
                agrees = said is not None and said.sentence == error.sentence and is_sentence(error.sentence)
                if not agrees or everything() != before:
                    wrong.append((place, viewer, error.sentence, said))
            else:
                allowed += 1
                if said is not None or everything() == before:
                    wrong.append((place, viewer, "done", said))
            transaction.savepoint_rollback(sid)
            if got is not want:
                wrong.append((place, viewer, got, want))
    assert wrong == []
    assert allowed == sum(len(where) for where in EXPECTED[name][1].values())


@pytest.mark.parametrize("name", ACTS)
def test_what_is_not_there_is_not_found(lasting: World, db: None, name: str) -> None:
    nowhere = Edition(pk=10**9, content={"title": "", "blocks": []}, digest="sha256:0")
    with pytest.raises(NotFound):
        DO[name](nowhere, lasting.by("clerk"))
