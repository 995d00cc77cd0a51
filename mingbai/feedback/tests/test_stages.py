"""People are heard before it is settled: a thread of three notices, and a notice that takes effect or is stopped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from mingbai.catalog.actions import load_items
from mingbai.catalog.models import Item
from mingbai.catalog.schema.edition import load_edition
from mingbai.disclosure.actions import decisions, drafts
from mingbai.disclosure.models import Edition, Notice
from mingbai.disclosure.tests.factories import World, correct, filled, walk
from mingbai.duties.models import Duty
from mingbai.feedback.actions import answer, begin, go_on
from mingbai.feedback.models import Opinion, Stage, Thread
from mingbai.feedback.rules.beginnings import ADOPTION, HEARING
from mingbai.feedback.rules.stages import stage_of, standing_of, thread_standings
from mingbai.feedback.tests.factories import speak
from mingbai.kit.errors import NotFound, NotNow, NotYours
from mingbai.orgs.models import Entry

pytestmark = pytest.mark.django_db
TITLE = "老院落加装路灯方案"
LAST = date(2026, 10, 24)  # fifteen days from the publication on the ninth


def after(world: World, days: int) -> datetime:
    return world.now + timedelta(days=days)


def write(world: World, edition: Edition, words: str, now: datetime) -> Notice:
    """The clerk fills in the draft, everybody signs, it goes up."""
    content = filled(edition.content, words)
    own = {b["key"]: b for b in edition.content["blocks"] if b.get("key") in (HEARING, ADOPTION)}
    content["blocks"] = [own.get(block.get("key"), block) for block in content["blocks"]]
    edition = drafts.save_draft(
        edition_id=edition.pk, content=content, seen=edition.lock, now=now, by=world.by("clerk")
    )
    walk(world, edition, now=now)
    return Notice.objects.select_related("unit", "item", "live").get(pk=edition.notice_id)


def begun(world: World, kind: str = "draft", code: str = "JW04", days: int = 15, title: str = TITLE) -> Edition:
    item = Item.objects.get(code=code)
    return begin(
        unit=world.community, item=item, kind=kind, title=title, days=days, now=world.now, by=world.by("clerk")
    )


def say_yes(world: World, opinion: Opinion, outcome: str = "adopted", days: int = 2) -> None:
    by = world.by("clerk")
    answer(opinion_id=opinion.pk, outcome=outcome, reason="核对过登记本。", now=after(world, days), by=by)


@pytest.fixture
def drafted(lasting: World) -> Notice:
    return write(lasting, begun(lasting), "第一段写装几盏。\n第二段写花多少钱。", lasting.now)


@pytest.fixture
def trial(lasting: World) -> Notice:
    return write(lasting, begun(lasting, "trial"), "代表会议通过的公约。", lasting.now)


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)


class TestThread:
    def test_three_notices_through_the_whole_procedure(
        self, lasting: World, drafted: Notice, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        thread = Thread.objects.get()
        assert drafted.live
        assert drafted.live.title == f"{TITLE}（征求意见稿）"
        assert drafted.live.content["blocks"][0]["key"] == HEARING
        opinions = [speak(lasting, drafted, words) for words in ("装在台阶上", "装密一点", "每户一盏")]
        for opinion, outcome in zip(opinions, ("adopted", "partly", "not"), strict=True):
            say_yes(lasting, opinion, outcome)
        with pytest.raises(NotNow, match="没有到期"):
            go_on(thread_id=thread.pk, now=after(lasting, 15), by=lasting.by("clerk"))
        edition = go_on(thread_id=thread.pk, now=after(lasting, 16), by=lasting.by("clerk"))
        texts = {block.get("key"): block.get("text") for block in edition.content["blocks"]}
        assert "收到意见 3 条：采纳 1 条，部分采纳 1 条，不采纳 1 条" in texts[ADOPTION]
        assert HEARING not in texts
        assert "第二段写花多少钱。" in str(edition.content)
        decision = write(lasting, edition, "第一段写装几盏。\n第二段写花得少些。", after(lasting, 16))
        result = go_on(thread_id=thread.pk, now=after(lasting, 60), by=lasting.by("clerk"))
        write(lasting, result, "装好了。", after(lasting, 60))
        with pytest.raises(NotNow, match="没有下一份"):
            go_on(thread_id=thread.pk, now=after(lasting, 61), by=lasting.by("clerk"))
        numbers = [one.notice.number[-5:] for one in thread_standings(thread, LAST) if one.notice]
        assert [int(number) - int(numbers[0]) for number in numbers] == [0, 1, 2]
        assert Duty.objects.filter(stage__thread=thread, settlement="met").count() == 3
        at(monkeypatch, after(lasting, 62))
        page = Client().get(f"/t/{thread.pk}/").content.decode()
        assert "决定比草案改了什么" in page
        assert "<ins>" in page
        assert "每户一盏" in page
        assert decision.number in page.replace("<wbr>", "").replace('</span><span class="nowrap">', "")

    def test_a_decision_that_has_become_one_for_a_few_is_not_compared(
        self, lasting: World, drafted: Notice, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        row, then = load_edition()["JW04"], after(lasting, 16)
        narrowed = replace(row, audience=replace(row.audience, tier="party_members"))
        load_items(specs=[narrowed], valid_from=timezone.localdate(then), now=then)
        edition = go_on(thread_id=Thread.objects.get().pk, now=then, by=lasting.by("clerk"))
        decision = write(lasting, edition, "只给党员看的话。", then)
        assert decision.closed
        at(monkeypatch, after(lasting, 17))
        for login in ("", "clerk"):
            if login:
                client.force_login(lasting.user(login))
            page = client.get(f"/t/{Thread.objects.get().pk}/").content.decode()
            assert "只给党员看的话" not in page
            assert "内容不是向所有人公开的" in page

    def test_the_last_day_counts_and_the_next_does_not(self, lasting: World, drafted: Notice) -> None:
        stage = stage_of(drafted)
        assert stage
        assert standing_of(stage, LAST).until == LAST
        speak(lasting, drafted, now=after(lasting, 15))
        with pytest.raises(NotNow, match="已经截止"):
            speak(lasting, drafted, "晚了一天", now=after(lasting, 16))

    def test_nobody_decides_while_somebody_waits(self, lasting: World, drafted: Notice) -> None:
        opinion = speak(lasting, drafted)
        thread = Thread.objects.get()
        with pytest.raises(NotNow, match="还有 1 条意见没有答复"):
            go_on(thread_id=thread.pk, now=after(lasting, 16), by=lasting.by("clerk"))
        say_yes(lasting, opinion, days=16)
        assert go_on(thread_id=thread.pk, now=after(lasting, 16), by=lasting.by("clerk")).pk

    def test_a_draft_that_is_heard_anew_stops_the_decision_at_its_submission(
        self, lasting: World, drafted: Notice, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        edition = go_on(thread_id=Thread.objects.get().pk, now=after(lasting, 16), by=lasting.by("clerk"))
        correct(lasting, drafted, now=after(lasting, 17))
        fine = filled(edition.content)
        edition = drafts.save_draft(
            edition_id=edition.pk, content=fine, seen=edition.lock, now=after(lasting, 18), by=lasting.by("clerk")
        )
        with pytest.raises(NotNow, match="没有到期"):
            decisions.submit(edition_id=edition.pk, seen=edition.lock, now=after(lasting, 18), by=lasting.by("clerk"))
        at(monkeypatch, after(lasting, 18))
        client.force_login(lasting.user("clerk"))
        page = client.get(f"/desk/draft/{edition.pk}/").content.decode()
        assert "没有到期，还不能定" in page

    def test_a_draft_given_up_and_begun_again_is_still_the_stage(self, lasting: World) -> None:
        edition = begun(lasting)
        drafts.discard(edition_id=edition.pk, now=lasting.now, by=lasting.by("clerk"))
        duty = Duty.objects.get(stage__isnull=False)
        again = drafts.start_draft(
            unit=lasting.community,
            version=duty.version,
            period=duty.period,
            duties=[duty],
            now=lasting.now,
            by=lasting.by("clerk"),
            title=duty.title,
        )
        notice = write(lasting, again, "重新写的", lasting.now)
        stage = stage_of(notice)
        assert stage
        assert standing_of(stage, LAST).notice == notice

    @pytest.mark.parametrize(
        ("code", "kind", "days", "title", "sentence"),
        [
            ("JW04", "draft", 14, TITLE, "至少要听 15 天"),
            ("CW23", "draft", 15, TITLE, "不能放到网上征求意见"),
            ("JW04", "draft", 15, " ", "叫什么"),
            ("JW04", "vote", 15, TITLE, "请选一项"),
        ],
    )
    def test_what_can_not_be_heard(
        self, lasting: World, code: str, kind: str, days: int, title: str, sentence: str
    ) -> None:
        with pytest.raises(NotNow, match=sentence):
            begun(lasting, kind, code, days, title)
        assert not Stage.objects.exists()

    def test_only_the_units_clerk(self, lasting: World, drafted: Notice) -> None:
        thread = Thread.objects.get()
        for login, error in (("director", NotYours), ("other", NotFound)):
            with pytest.raises(error):
                go_on(thread_id=thread.pk, now=after(lasting, 16), by=lasting.by(login))

    def test_before_the_draft_is_published_there_is_no_thread_to_see(self, lasting: World, client: Client) -> None:
        begun(lasting)
        address = f"/t/{Thread.objects.get().pk}/"
        assert client.get(address).status_code == 404
        client.force_login(lasting.user("clerk"))
        assert client.get(address).status_code == 200
        assert client.get("/t/99999/").status_code == 404

    def test_the_desk_leads_to_the_decision(
        self, lasting: World, drafted: Notice, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        thread = Thread.objects.get()
        at(monkeypatch, after(lasting, 15))
        client.force_login(lasting.user("clerk"))
        assert f"/t/{thread.pk}/" not in client.get("/desk/").content.decode()
        at(monkeypatch, after(lasting, 16))
        client.force_login(lasting.user("clerk"))
        assert f"/t/{thread.pk}/" in client.get("/desk/").content.decode()
        assert client.post(f"/desk/thread/{thread.pk}/next/").status_code == 302
        assert f"/t/{thread.pk}/" not in client.get("/desk/").content.decode()

    def test_a_decision_given_up_is_not_said_to_be_written(
        self, lasting: World, drafted: Notice, client: Client
    ) -> None:
        thread = Thread.objects.get()
        edition = go_on(thread_id=thread.pk, now=after(lasting, 16), by=lasting.by("clerk"))
        assert "正在写和审签" in client.get(f"/t/{thread.pk}/").content.decode()
        drafts.discard(edition_id=edition.pk, now=after(lasting, 16), by=lasting.by("clerk"))
        assert "正在写和审签" not in client.get(f"/t/{thread.pk}/").content.decode()

    def test_what_was_given_up_begins_once_more_with_all_that_it_had(
        self, lasting: World, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at(monkeypatch, lasting.now)
        client.force_login(lasting.user("clerk"))
        first = begun(lasting)
        fresh = self.once_more(lasting, client, first)
        assert fresh.content["blocks"][0] == first.content["blocks"][0]
        assert fresh.content["blocks"][0]["key"] == HEARING
        assert fresh.title == first.title
        write(lasting, fresh, "第一段写装几盏。", lasting.now)
        at(monkeypatch, after(lasting, 16))
        client.force_login(lasting.user("clerk"))
        decision = go_on(thread_id=Thread.objects.get().pk, now=after(lasting, 16), by=lasting.by("clerk"))
        again = self.once_more(lasting, client, decision)
        assert again.content == decision.content
        assert "第一段写装几盏。" in str(again.content)

    def once_more(self, lasting: World, client: Client, edition: Edition) -> Edition:
        """Given up, and begun again from the desk."""
        duty = edition.notice.duties.get()
        drafts.discard(edition_id=edition.pk, now=timezone.now(), by=lasting.by("clerk"))
        assert client.post(f"/desk/start/{duty.pk}/").status_code == 302
        return Edition.objects.select_related("notice__unit", "version").order_by("-pk")[0]


class TestTrial:
    def standing(self, notice: Notice, on: date) -> str:
        notice.refresh_from_db()
        stage = stage_of(notice)
        assert stage
        return standing_of(stage, on).state

    def test_it_takes_effect_the_day_after_its_end(self, lasting: World, trial: Notice) -> None:
        assert self.standing(trial, LAST) == "running"
        assert self.standing(trial, LAST + timedelta(days=1)) == "effective"

    def test_an_upheld_objection_stops_it_in_public(
        self, lasting: World, trial: Notice, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opinion = speak(lasting, trial, kind="objection")
        say_yes(lasting, opinion)
        assert self.standing(trial, LAST + timedelta(days=99)) == "stopped"
        at(monkeypatch, after(lasting, 3))
        page = Client().get(f"/n/{trial.unit.code}/{trial.year}-{trial.serial:05d}/").content.decode()
        assert "停止生效" in page
        assert "核对过登记本。" in page
        assert Entry.objects.get(act="hearing:stop").tenure == lasting.by("clerk").tenure

    def test_a_reason_that_is_not_meant_for_all_is_not_shown(
        self, lasting: World, trial: Notice, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        say_yes(lasting, speak(lasting, trial, kind="objection", shown=False))
        at(monkeypatch, after(lasting, 3))
        page = Client().get(f"/n/{trial.unit.code}/{trial.year}-{trial.serial:05d}/").content.decode()
        assert "停止生效" in page
        assert "核对过登记本。" not in page

    def test_an_open_objection_holds_it_up_and_a_refused_one_lets_it_go(self, lasting: World, trial: Notice) -> None:
        opinion = speak(lasting, trial, kind="objection", now=after(lasting, 15))
        assert self.standing(trial, LAST + timedelta(days=5)) == "waiting"
        say_yes(lasting, opinion, "not", days=22)
        stage = stage_of(trial)
        assert stage
        standing = standing_of(stage, LAST + timedelta(days=9))
        assert (standing.state, standing.since) == ("effective", date(2026, 10, 31))

    def test_comments_and_late_objections_do_not_stop_it(self, lasting: World, trial: Notice) -> None:
        say_yes(lasting, speak(lasting, trial))
        with pytest.raises(NotNow, match="异议期到"):
            speak(lasting, trial, "晚了", kind="objection", now=after(lasting, 16))
        speak(lasting, trial, "晚了也可以说", now=after(lasting, 16))
        assert self.standing(trial, LAST + timedelta(days=1)) == "effective"

    def test_a_corrected_one_runs_anew(self, lasting: World, trial: Notice) -> None:
        say_yes(lasting, speak(lasting, trial, kind="objection"))
        corrected = correct(lasting, trial, now=after(lasting, 5))
        assert self.standing(corrected, LAST) == "running"
        assert self.standing(corrected, LAST + timedelta(days=5)) == "running"
        assert self.standing(corrected, LAST + timedelta(days=6)) == "effective"
