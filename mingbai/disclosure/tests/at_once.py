"""A program for test_two_at_once: people act in the same moment, each in a thread and a connection of its own.

It prints one JSON object: for each scene what was wrong, or nothing. The database is that of the environment, which
must be empty: threads need one that others can see, which the one of a test is not.
"""

from __future__ import annotations

import json
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402

from mingbai.catalog.models import Item  # noqa: E402
from mingbai.catalog.rules.versions import version_for  # noqa: E402
from mingbai.disclosure.actions import decisions as act  # noqa: E402
from mingbai.disclosure.actions import drafts, rulings, withdrawals  # noqa: E402
from mingbai.disclosure.actions.tick import tick  # noqa: E402
from mingbai.disclosure.models import Edition, EditionState, Notice, Ruling, Verdict, Withdrawal  # noqa: E402
from mingbai.disclosure.rules.findings import all_findings  # noqa: E402
from mingbai.disclosure.tests.factories import (  # noqa: E402
    NOW,
    PEOPLE,
    World,
    begin_correction,
    draft,
    make_world,
    owe,
    publish,
    step_on,
    walk,
)
from mingbai.duties.models import Duty  # noqa: E402
from mingbai.kit.errors import NotNow  # noqa: E402
from mingbai.orgs.actions.people import appoint, open_account  # noqa: E402
from mingbai.orgs.actions.roster import load_people  # noqa: E402
from mingbai.orgs.models import Entry, Person, Post  # noqa: E402

SECOND = "500153001003,committee,clerk,经办人,许某,2026-01-01,,second\n"
LATER = NOW + timedelta(days=30)


def at_once(*does: Callable[[], object]) -> list[object]:
    """Begun together; "done" for each that went through, else what was raised."""
    start = threading.Barrier(len(does))
    results: list[object] = [None] * len(does)

    def run(nth: int) -> None:
        start.wait()
        try:
            does[nth]()
            results[nth] = "done"
        except Exception as error:
            results[nth] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(nth,)) for nth in range(len(does))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def won(results: list[object], many: int = 1) -> list[str]:
    """So many did it; the sentences of the others, who were refused and nothing worse."""
    refused = [result for result in results if result != "done"]
    assert all(isinstance(result, NotNow) for result in refused), refused
    assert len(results) - len(refused) == many, results
    return [result.sentence for result in refused if isinstance(result, NotNow)]


def submitted(world: World, period: str) -> Edition:
    edition = draft(world, period=period)
    act.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    return edition


def before(world: World, step: str, period: str) -> Edition:
    edition = submitted(world, period)
    while edition.step != step:
        step_on(world, edition, NOW)
        edition.refresh_from_db()
    return edition


def signing(world: World, edition: Edition, login: str) -> Callable[[], object]:
    by = world.by(login)
    return lambda: act.sign(edition_id=edition.pk, digest=edition.digest, now=NOW, by=by)


def voting(world: World, edition: Edition, login: str) -> Callable[[], object]:
    words = {"verdict": Verdict.AGREE, "now": NOW, "by": world.by(login)}
    return lambda: act.vote(edition_id=edition.pk, digest=edition.digest, **words)  # type: ignore[arg-type]


def publishing(world: World, edition: Edition, login: str = "director") -> Callable[[], object]:
    by = world.by(login)
    return lambda: act.publish(edition_id=edition.pk, now=NOW, by=by)


def ten_publishers_get_numbers_without_a_gap(world: World) -> None:
    """Also the first of a year, when the row that counts is not there yet; one that is up already takes none."""
    ready = [walk(world, draft(world, period=f"2026-{n:02}"), publish_at=LATER) for n in range(1, 11)]
    results = at_once(*(publishing(world, edition) for edition in ready), publishing(world, ready[0]))
    assert "已在" in won(results, many=10)[0]
    serials = Notice.objects.published().order_by("serial").values_list("serial", flat=True)
    assert list(serials) == list(range(1, 11))
    assert Entry.objects.filter(act="notice:publish").count() == 10


def the_clock_and_the_clock(world: World) -> None:
    """Two clocks at the same minute, as during an upgrade: each notice goes up once."""
    for n in range(1, 6):
        walk(world, draft(world, "JW04", f"2026-{n:02}"), publish_at=LATER)
    already = Notice.objects.published().count()
    assert Edition.objects.filter(state=EditionState.READY).count() >= 5
    waiting = Edition.objects.filter(state=EditionState.READY).count()
    assert at_once(lambda: tick(LATER), lambda: tick(LATER)) == ["done", "done"]
    serials = Notice.objects.published().order_by("serial").values_list("serial", flat=True)
    assert list(serials) == list(range(1, already + waiting + 1))
    assert Entry.objects.filter(act="notice:publish").count() == already + waiting


def two_directors_sign(world: World) -> None:
    edition = submitted(world, "2025-01")
    sentences = won(at_once(signing(world, edition, "director"), signing(world, edition, "deputy")))
    assert "已经办过了" in sentences[0], sentences
    assert edition.decisions.filter(step="director").count() == 1


def one_member_presses_twice(world: World) -> None:
    edition = before(world, "supervision", "2025-02")
    assert "已经同意了" in won(at_once(voting(world, edition, "chair"), voting(world, edition, "chair")))[0]
    assert edition.decisions.filter(step="supervision").count() == 1


def the_whole_committee_votes(world: World) -> None:
    edition = before(world, "supervision", "2025-03")
    sentences = won(at_once(*(voting(world, edition, login) for login in ("chair", "member", "third"))), many=2)
    assert len(sentences) == 1
    edition.refresh_from_db()
    assert edition.step == "privacy", "two agreed, and the third came too late"
    assert edition.decisions.filter(step="gate").count() == 1


def two_clerks_save(world: World) -> None:
    edition = draft(world, period="2025-04")
    titles = {"clerk": "第一位写的", "second": "第二位写的"}

    def saving(login: str) -> Callable[[], object]:
        words = {**edition.content, "title": titles[login]}
        more = {"seen": edition.lock, "now": NOW, "by": world.by(login), "form": login}
        return lambda: drafts.save_draft(edition_id=edition.pk, content=words, **more)  # type: ignore[arg-type]

    sentences = won(at_once(saving("clerk"), saving("second")))
    assert "已经从别处保存过" in sentences[0]
    lock = edition.lock
    edition.refresh_from_db()
    assert edition.lock == lock + 1
    assert edition.title in titles.values()


def two_clerks_begin(world: World) -> None:
    duty = Duty.objects.get(item__code="JW11", period="2026-H1")
    version = version_for(Item.objects.get(code="JW11"), world.community, NOW.date())

    def beginning(login: str) -> Callable[[], object]:
        more = {"period": duty.period, "duties": [duty], "now": NOW, "by": world.by(login)}
        return lambda: drafts.start_draft(unit=duty.unit, version=version, **more)  # type: ignore[arg-type]

    sentences = won(at_once(beginning("clerk"), beginning("second"), beginning("clerk")))
    assert all("接着那一份办" in sentence for sentence in sentences)
    assert Notice.objects.filter(duties=duty).count() == 1


def two_clerks_revise(world: World) -> None:
    edition = submitted(world, "2025-05")
    act.send_back(edition_id=edition.pk, digest=edition.digest, reason="错了", now=NOW, by=world.by("director"))

    def revising(login: str) -> Callable[[], object]:
        by = world.by(login)
        return lambda: act.revise(edition_id=edition.pk, now=NOW, by=by)

    assert "已经有新稿" in won(at_once(revising("clerk"), revising("second")))[0]
    assert Edition.objects.filter(notice=edition.notice_id).count() == 2


def signed_while_it_is_revised(world: World) -> None:
    """Either order is possible; in both the old text is void with whatever was signed."""
    edition = submitted(world, "2025-06")
    clerk = world.by("clerk")
    results = at_once(signing(world, edition, "director"), lambda: act.revise(edition_id=edition.pk, now=NOW, by=clerk))
    assert results[1] == "done", results
    if results[0] != "done":
        assert "作废" in won(results)[0]
    edition.refresh_from_db()
    assert edition.state == EditionState.VOID
    assert edition.notice.current().state == EditionState.DRAFT


def returned_while_it_goes_up(world: World) -> None:
    edition = walk(world, draft(world, period="2025-07"), publish_at=LATER)
    words = {"digest": edition.digest, "reason": "先别发", "now": NOW, "by": world.by("street")}
    back = lambda: act.send_back(edition_id=edition.pk, **words)  # type: ignore[arg-type]  # noqa: E731
    assert len(won(at_once(publishing(world, edition), back))) == 1
    edition.refresh_from_db()
    notice = Notice.objects.get(pk=edition.notice_id)
    assert (edition.state == EditionState.PUBLISHED) == bool(notice.number) == (edition.number == 1)


def two_reviewers_rule(world: World) -> None:
    edition = draft(world, period="2025-08", words="值班手机 19900001234。")
    mark = all_findings(edition)[0].fingerprint
    rulings.ask_ruling(edition_id=edition.pk, fingerprint=mark, plea="示例", now=NOW, by=world.by("clerk"))
    pk, by = Ruling.objects.get().pk, world.by("privacy")

    def ruling(allowed: bool) -> Callable[[], object]:
        return lambda: rulings.rule(ruling_id=pk, allowed=allowed, reason="看过", now=NOW, by=by)

    assert "已经裁定过" in won(at_once(ruling(True), ruling(False)))[0]


def two_decide_on_taking_back(world: World) -> None:
    edition = publish(world, period="2025-09").live
    assert edition is not None
    ask = {"reason": "duplicate", "words": "和另一份重复。", "now": NOW, "by": world.by("clerk")}
    withdrawals.withdraw(edition_id=edition.pk, **ask)  # type: ignore[arg-type]
    director, secretary = world.by("director"), world.by("secretary")
    won(
        at_once(
            lambda: withdrawals.confirm(edition_id=edition.pk, now=NOW, by=director),
            lambda: withdrawals.keep(edition_id=edition.pk, answer="没有重复", now=NOW, by=secretary),
        )
    )
    edition.refresh_from_db()
    assert (edition.state == EditionState.WITHDRAWN) == bool(Withdrawal.objects.get().agreed)


def removed_while_a_new_edition_goes_up(world: World) -> None:
    """Either order is possible: never is a new edition up on a notice that is held."""
    notice = publish(world, period="2025-10")
    edition = walk(world, begin_correction(world, notice, "少写了一个零。", NOW), publish_at=LATER)
    street = world.by("street")
    ask = {"reason": "private", "words": "照片没有遮住。", "now": LATER, "by": street}
    remove = lambda: withdrawals.remove(edition_id=notice.live_id or 0, **ask)  # type: ignore[arg-type]  # noqa: E731
    won(at_once(publishing(world, edition), remove))
    notice.refresh_from_db()
    edition.refresh_from_db()
    assert (notice.held_at is None) == (notice.live_id == edition.pk) == (edition.state == EditionState.PUBLISHED)


SCENES: list[Callable[[World], None]] = [
    ten_publishers_get_numbers_without_a_gap,
    the_clock_and_the_clock,
    two_directors_sign,
    one_member_presses_twice,
    the_whole_committee_votes,
    two_clerks_save,
    two_clerks_begin,
    two_clerks_revise,
    signed_while_it_is_revised,
    returned_while_it_goes_up,
    two_reviewers_rule,
    two_decide_on_taking_back,
    removed_while_a_new_edition_goes_up,
]


def crowded_world() -> World:
    """With a second clerk and a second director."""
    world = make_world()
    load_people(data=(PEOPLE.partition("\n")[0] + "\n" + SECOND).encode(), now=NOW)
    deputy = Person.objects.create(name="高某")
    open_account(person=deputy, login="deputy", now=NOW)
    post = Post.objects.get(kind="director", body__unit=world.community)
    appoint(post=post, person=deputy, since=date(2026, 1, 1), now=NOW)
    owe(world)
    return world


def main() -> None:
    call_command("migrate", verbosity=0)
    world = crowded_world()
    report: dict[str, Any] = {}
    for scene in SCENES:
        try:
            scene(world)
            report[scene.__name__] = ""
        except Exception:
            report[scene.__name__] = traceback.format_exc()
    json.dump(report, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
