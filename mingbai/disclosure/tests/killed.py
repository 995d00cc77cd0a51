"""A program for test_killed: does each act in a child that kills itself at its k-th write, for every k, and looks.

It prints one JSON object: for each act how often it was killed, and what was wrong. The database is that of the
environment, which must be empty.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections, transaction  # noqa: E402

from mingbai.catalog.actions import load_routes  # noqa: E402
from mingbai.catalog.actions.routes import shipped_routes  # noqa: E402
from mingbai.catalog.models import Item, Route  # noqa: E402
from mingbai.catalog.rules.versions import version_for  # noqa: E402
from mingbai.disclosure.actions import decisions as act  # noqa: E402
from mingbai.disclosure.actions import drafts, rulings, withdrawals  # noqa: E402
from mingbai.disclosure.actions.files import add_file, remove_file  # noqa: E402
from mingbai.disclosure.actions.tick import tick  # noqa: E402
from mingbai.disclosure.models import (  # noqa: E402
    Attachment,
    Decision,
    Edition,
    Notice,
    Ruling,
    Serial,
    Verdict,
    Withdrawal,
)
from mingbai.disclosure.rules.findings import all_findings  # noqa: E402
from mingbai.disclosure.tests.factories import NOW, World, filled, make_world, owe  # noqa: E402
from mingbai.disclosure.tests.small_files import PNG  # noqa: E402
from mingbai.duties.models import Duty  # noqa: E402
from mingbai.orgs.models import Entry  # noqa: E402

WRITES = ("INSERT", "UPDATE", "DELETE")
Act = Callable[[], object]
# Acts that were killed at every point before, under other names: they only lead to the next one.
AGAIN = (
    "save again",
    "submit again",
    "sign again",
    "agree",
    "agree too",
    "save the correction",
    "submit the correction",
    "sign the correction",
    "sign it second",
    "agree to it",
    "agree to it too",
    "start what can't wait",
    "save what can't wait",
    "submit what can't wait",
    "start planned",
    "save planned",
    "start what is approved",
    "save what is approved",
    "submit what is approved",
)


def rows(model: Any, *names: str) -> list[list[Any]]:
    return [[str(value) for value in row] for row in model.objects.order_by("pk").values_list(*names)]


def snapshot() -> dict[str, Any]:
    """All that acts change, without the numbers of rows, which the two databases give out differently."""
    return {
        "editions": rows(Edition, "notice__period", "attempt", "state", "step", "lock", "digest", "number", "content"),
        "notices": rows(Notice, "period", "kind", "serial", "live__attempt", "held_at"),
        "decisions": rows(Decision, "edition__attempt", "step", "verdict", "digest", "reason"),
        "serials": rows(Serial, "unit__code", "year", "last"),
        "duties": [row for row in rows(Duty, "item__code", "period", "settlement", "settled_by") if row[2]],
        "withdrawals": rows(Withdrawal, "kind", "reason", "words", "asked_at", "agreed", "answer"),
        "rulings": rows(Ruling, "fingerprint", "allowed", "reason"),
        "routes": rows(Route, "code", "number", "steps"),
        "files": rows(Attachment, "name", "sha256", "removed_at"),
        "journal": rows(Entry, "act", "at", "tenure__post__kind"),
    }


class Deadly:
    """Counts the points at which a process can be interrupted, and ends this one at the k-th."""

    def __init__(self, k: int) -> None:
        self.left = k

    def point(self) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, do: Callable[..., Any]) -> Callable[..., Any]:
        def done(*args: Any, **more: Any) -> Any:
            self.point()
            result = do(*args, **more)
            self.point()
            return result

        return done

    def sql(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(WRITES):
            self.point()
        return execute(sql, params, many, context)

    def arm(self) -> None:
        connection.execute_wrappers.append(self.sql)
        connection._commit = self.around(connection._commit)  # type: ignore[attr-defined]
        os.fsync, os.replace = self.around(os.fsync), self.around(os.replace)


def in_child(do: Act) -> int:
    """Run in a process of its own; 0, or the number of the signal that ended it, or 99 for an error."""
    connections.close_all()
    pid = os.fork()
    if pid == 0:
        try:
            do()
        except BaseException:
            traceback.print_exc()
            os._exit(99)
        connections.close_all()
        os._exit(0)
    status = os.waitpid(pid, 0)[1]
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def rehearse(do: Act, note: Path) -> None:
    """What the act would lead to; nothing stays."""
    stored = set(Path(settings.FILES_DIR).rglob("*"))
    with transaction.atomic():
        do()
        note.write_text(json.dumps(snapshot()))
        transaction.set_rollback(True)
    for path in set(Path(settings.FILES_DIR).rglob("*")) - stored:
        if path.is_file():
            path.unlink()


def survive(do: Act) -> dict[str, Any]:
    """Kill it at every point, then let it be done; each time the database shows all of it or nothing."""
    note = Path(settings.DATA_DIR) / "rehearsal.json"
    wrong: list[str] = []
    if in_child(lambda: rehearse(do, note)):
        return {"killed": 0, "wrong": ["the act itself fails"]}
    before, after = snapshot(), json.loads(note.read_text())

    def doomed(k: int) -> Act:
        def both() -> None:
            Deadly(k).arm()
            do()

        return both

    killed = 0
    for k in range(1, 500):
        ended = in_child(doomed(k))
        now = snapshot()
        wrong += half_files()
        if ended == signal.SIGKILL:
            killed += 1
        if now == after:
            break  # killed after the commit, or not killed any more
        if ended != signal.SIGKILL or now != before:
            wrong.append(f"point {k}, ended with {ended}: neither before nor after")
            break
    if before == after:
        wrong.append("the act changes nothing")
    return {"killed": killed, "wrong": wrong}


def half_files() -> list[str]:
    """Stored files whose bytes are not those of their name; what is still being written has another sort of name."""
    return [
        f"half a file: {path.name}"
        for path in Path(settings.FILES_DIR).rglob("*")
        if path.is_file() and len(path.name) == 64 and hashlib.sha256(path.read_bytes()).hexdigest() != path.name
    ]


class Story:
    """The acts in the order in which they follow from each other; each looks up what it needs."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.hour = 0

    def now(self) -> Any:
        return NOW + timedelta(hours=self.hour)

    def edition(self, period: str = "2026-H1") -> Edition:
        return Edition.objects.select_related("notice").filter(notice__period=period).order_by("-attempt", "-pk")[0]

    def start(self, period: str = "2026-H1", code: str = "JW11") -> None:
        version = version_for(Item.objects.get(code=code), self.world.community, NOW.date())
        duties = Duty.objects.filter(item__code=code, period=period)
        drafts.start_draft(
            unit=self.world.community, version=version, period=period, duties=list(duties), **self.clerk()
        )

    def clerk(self) -> dict[str, Any]:
        return {"now": self.now(), "by": self.world.by("clerk")}

    def save(self, words: str = "已经按规定办理。", period: str = "2026-H1") -> None:
        edition = self.edition(period)
        content = filled(edition.content, words)
        drafts.save_draft(edition_id=edition.pk, content=content, seen=edition.lock, **self.clerk())

    def upload(self) -> None:
        add_file(edition_id=self.edition().pk, name="凭证.png", data=PNG, **self.clerk())

    def take_off(self) -> None:
        edition = self.edition()
        remove_file(edition_id=edition.pk, attachment_id=edition.notice.attachments.get().pk, **self.clerk())

    def ask(self) -> None:
        edition = self.edition()
        mark = all_findings(edition)[0].fingerprint
        rulings.ask_ruling(edition_id=edition.pk, fingerprint=mark, plea="是示例号码", **self.clerk())

    def rule(self) -> None:
        ruling = Ruling.objects.get()
        rulings.rule(ruling_id=ruling.pk, allowed=False, reason="是真的", now=self.now(), by=self.world.by("privacy"))

    def mask(self) -> None:
        edition = self.edition()
        found = all_findings(edition)[0]
        place = {"path": found.path, "start": found.start, "end": found.end, "masked": found.masked}
        drafts.mask(edition_id=edition.pk, **place, **self.clerk())  # type: ignore[arg-type]

    def submit(self, period: str = "2026-H1", hours: int = 0) -> None:
        edition = self.edition(period)
        at = self.now() + timedelta(hours=hours) if hours else None
        act.submit(edition_id=edition.pk, seen=edition.lock, publish_at=at, **self.clerk())

    def by(self, login: str, period: str = "2026-H1") -> dict[str, Any]:
        edition = self.edition(period)
        return {"edition_id": edition.pk, "digest": edition.digest, "now": self.now(), "by": self.world.by(login)}

    def answer(self) -> None:
        edition = self.edition()
        doubt = edition.decisions.get(verdict=Verdict.QUESTION)
        act.answer(edition_id=edition.pk, to=doubt.pk, text="三家报价", **self.clerk())

    def on_board(self, login: str) -> dict[str, Any]:
        live = Notice.objects.get(period="2026-H1").live_id
        return {"edition_id": live, "now": self.now(), "by": self.world.by(login)}

    def taken_back(self, do: Callable[..., object], reason: str, login: str) -> None:
        do(reason=reason, words="和另一份重复。", **self.on_board(login))

    def nil(self) -> None:
        duties = list(Duty.objects.filter(kind="roll_call", settlement="").order_by("pk")[:3])
        drafts.declare_nil(unit=self.world.community, duties=duties, **self.clerk())

    def planned(self) -> None:
        for login in ("director", "secretary"):
            act.sign(**self.by(login, "2026-H2"))
        for login in ("chair", "member"):
            act.vote(verdict=Verdict.AGREE, **self.by(login, "2026-H2"))
        act.review(**self.by("privacy", "2026-H2"))

    def route(self) -> None:
        """A route on which the street approves before anything goes up."""
        handler, gate, street = (shipped_routes()[0]["steps"][at] for at in (0, 4, 6))
        steps = [handler, gate, {**street, "kind": "approve", "blocks": True}]
        row = {"code": "default", "name": "先批", "valid_from": "2026-01-01", "steps": steps}
        load_routes(rows=[row], scope=self.world.community, now=self.now())

    def steps(self) -> list[tuple[str, Act]]:
        mobile = "值班手机 13900000000。"
        return [
            ("start", self.start),
            ("save", lambda: self.save(mobile)),
            ("ask ruling", self.ask),
            ("rule", self.rule),
            ("mask", self.mask),
            ("save again", self.save),
            ("add file", self.upload),
            ("remove file", self.take_off),
            ("submit", self.submit),
            ("sign", lambda: act.sign(**self.by("director"))),
            ("return", lambda: act.send_back(reason="漏了一项", **self.by("secretary"))),
            ("revise", lambda: act.revise(edition_id=self.edition().pk, **self.clerk())),
            ("submit again", self.submit),
            ("sign again", lambda: act.sign(**self.by("director"))),
            ("sign second", lambda: act.sign(**self.by("secretary"))),
            ("ask", lambda: act.vote(verdict=Verdict.QUESTION, reason="太贵", **self.by("chair"))),
            ("agree", lambda: act.vote(verdict=Verdict.AGREE, **self.by("member"))),
            ("agree too", lambda: act.vote(verdict=Verdict.AGREE, **self.by("third"))),
            ("answer", self.answer),
            ("review and publish", lambda: act.review(**self.by("privacy"))),
            ("file", lambda: act.file(**self.by("street"))),
            ("begin a correction", lambda: act.correct(edition_id=self.edition().pk, **self.clerk())),
            ("save the correction", lambda: self.save("更正：金额少写了一个零。")),
            ("submit the correction", self.submit),
            ("sign the correction", lambda: act.sign(**self.by("director"))),
            ("sign it second", lambda: act.sign(**self.by("secretary"))),
            ("agree to it", lambda: act.vote(verdict=Verdict.AGREE, **self.by("chair"))),
            ("agree to it too", lambda: act.vote(verdict=Verdict.AGREE, **self.by("member"))),
            ("publish the correction", lambda: act.review(**self.by("privacy"))),
            ("ask to withdraw", lambda: self.taken_back(withdrawals.withdraw, "duplicate", "clerk")),
            ("keep it", lambda: withdrawals.keep(answer="没有重复", **self.on_board("director"))),
            ("remove", lambda: self.taken_back(withdrawals.remove, "private", "street")),
            ("confirm", lambda: withdrawals.confirm(**self.on_board("secretary"))),
            ("start what can't wait", lambda: self.start("2027-H1")),
            ("save what can't wait", lambda: self.save(period="2027-H1")),
            ("submit what can't wait", lambda: self.submit("2027-H1")),
            ("publish at once", lambda: act.publish_urgently(reason="今晚有暴雨", **self.by("director", "2027-H1"))),
            ("sign afterwards", lambda: act.sign(**self.by("director", "2027-H1"))),
            ("declare nil", self.nil),
            ("discard", lambda: drafts.discard(edition_id=Edition.objects.latest("pk").pk, **self.clerk())),
            ("start planned", lambda: self.start("2026-H2")),
            ("save planned", lambda: self.save(period="2026-H2")),
            ("submit planned", lambda: self.submit("2026-H2", hours=100)),
            ("route", self.route),
            ("start what is approved", lambda: self.start("2026-05")),
            ("save what is approved", lambda: self.save(period="2026-05")),
            ("submit what is approved", lambda: self.submit("2026-05")),
            ("approve", lambda: act.approve(**self.by("street", "2026-05"))),
        ]


def main() -> None:
    call_command("migrate", verbosity=0)
    world = make_world()
    owe(world)
    for login in ("clerk", "director", "secretary", "chair", "member", "third", "privacy", "street"):
        world.by(login)
    story = Story(world)
    report = {}
    for label, do in story.steps():
        story.hour += 1
        if label in AGAIN:
            do()
            continue
        report[label] = survive(do)
        if report[label]["wrong"]:
            break
    else:
        story.hour += 1
        story.planned()
        story.hour += 200
        report["tick"] = survive(lambda: tick(story.now()))
    json.dump(report, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
