"""An opinion goes in without a trace of whoever gave it, and comes back with an answer for whoever has the code."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from mingbai.disclosure.models import Notice
from mingbai.disclosure.tests.factories import World, correct, publish
from mingbai.feedback.actions import answer, say, tick
from mingbai.feedback.actions.pace import SAYING, TRACKING
from mingbai.feedback.models import Answer, Opinion, Sayer
from mingbai.feedback.rules.codes import code_of, fresh_form, mark_of, read_code, spoken
from mingbai.feedback.rules.parts import parts_of
from mingbai.feedback.tests.factories import WORDS, reply, speak
from mingbai.kit.errors import NotFound, NotNow, NotYours
from mingbai.orgs.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def notice(lasting: World) -> Notice:
    return publish(lasting, words="第一段写经费来源。\n第二段写用在哪里。")


@pytest.fixture(scope="module")
def local(lasting: World, notice: Notice) -> Notice:
    return publish(lasting, "DW05", "2026-Q3", words="只给本社区看的一句话")


@pytest.fixture
def later(lasting: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages read the clock: the day after the publication."""
    monkeypatch.setattr(timezone, "now", lambda: lasting.now + timedelta(days=1))


def address_of(notice: Notice, before: str = "say") -> str:
    number = f"{notice.year}-{notice.serial:05d}"
    return (
        f"/say/{notice.unit.code}/?notice={number}" if before == "say" else f"/n/{notice.unit.code}/{number}/{before}"
    )


def sent(client: Client, notice: Notice, **told: str):
    data = {"form": fresh_form(), "kind": "comment", "words": WORDS, **told}
    return client.post(address_of(notice), data)


@pytest.mark.usefixtures("later")
class TestSaying:
    def test_a_code_is_told_once_and_kept_nowhere(self, lasting: World, notice: Notice, client: Client) -> None:
        page = sent(client, notice, shown="on").content.decode()
        code = re.search(r"\d{4} \d{4} \d{4} \d{4}", page)
        assert code
        opinion = Opinion.objects.get()
        assert opinion.mark == mark_of(read_code(code[0]))
        stored = [str(value) for row in Opinion.objects.values() for value in row.values()]
        stored += [str(value) for row in Entry.objects.values() for value in row.values()]
        assert not any(read_code(code[0]) in value or code[0] in value for value in stored)

    def test_no_trace_of_the_speaker(self, lasting: World, notice: Notice, client: Client) -> None:
        client.force_login(lasting.user("clerk"))  # even whoever is logged in speaks as anybody
        sent(client, notice)
        entry = Entry.objects.get(act="opinion:say")
        assert (entry.user, entry.person, entry.tenure, entry.address) == (None, None, None, None)
        assert Sayer.objects.count() == 0
        names = {field.name for field in Opinion._meta.get_fields()}
        assert not any(word in name for name in names for word in ("address", "session", "agent", "time"))

    def test_no_session_for_somebody_without_an_account(self, notice: Notice, client: Client) -> None:
        client.get(address_of(notice))
        response = sent(client, notice)
        assert "sessionid" not in client.cookies
        assert response["Cache-Control"].count("no-store") == 1

    def test_pressed_twice_is_one_opinion_with_one_code(self, notice: Notice, client: Client) -> None:
        form = fresh_form()
        pages = [sent(client, notice, form=form).content.decode() for _press in range(2)]
        assert Opinion.objects.count() == 1
        assert all(spoken(code_of(form)) in page for page in pages)

    def test_a_paragraph_is_named(self, notice: Notice, client: Client) -> None:
        assert notice.live
        part = next(part for part in parts_of(notice.live.content) if "第 2 段" in part.label)
        assert "第二段写用在哪里" in client.get(address_of(notice)).content.decode()
        assert sent(client, notice, part=part.key, shown="on").status_code == 200
        page = client.get(address_of(notice, "opinions/")).content.decode()
        assert part.label in page
        assert WORDS in page
        assert sent(client, notice, part="nothing.9").status_code == 422

    @pytest.mark.parametrize(
        ("told", "status", "sentence"),
        [
            ({"words": "请打 13900001234 问我"}, 409, "手机号"),
            ({"words": "他的身份证是 500153190001010013"}, 409, "身份证号"),
            ({"words": " "}, 409, "请写几个字"),
            ({"words": "长" * 1001}, 422, "太长了"),
            ({"kind": ""}, 422, "请选一项"),
            ({"kind": "vote"}, 422, "选择一个有效的选项"),
            ({"kind": "signature", "words": ""}, 409, "要写姓名"),
            ({"website": "http://example.com"}, 422, "请空着"),
        ],
    )
    def test_what_is_refused_is_not_kept(
        self, notice: Notice, client: Client, told: dict[str, str], status: int, sentence: str
    ) -> None:
        response = sent(client, notice, name="" if told.get("kind") else "王某", **told)
        assert response.status_code == status
        assert sentence in response.content.decode()
        assert (Opinion.objects.count(), Sayer.objects.count()) == (0, 0)

    def test_an_address_that_sends_too_much_is_slowed_down(self, notice: Notice, client: Client) -> None:
        answers = [sent(client, notice, words="").status_code for _nth in range(SAYING + 1)]
        assert answers == [409] * (SAYING + 1)
        assert "太多了" in sent(client, notice).content.decode()
        other = Client(REMOTE_ADDR="10.0.0.9")
        assert sent(other, notice).status_code == 200
        assert Opinion.objects.count() == 1

    def test_what_only_hangs_on_the_board_does_not_leak(self, lasting: World, local: Notice, client: Client) -> None:
        assert "只给本社区看" not in client.get(address_of(local)).content.decode()
        page = sent(client, local, words="只给本社区看的一句话里说错了", shown="on").content.decode()
        opinion = Opinion.objects.get()
        assert not opinion.shown
        reply(lasting, opinion)
        for reader in (client, Client()):
            heard = reader.get(address_of(local, "opinions/")).content.decode()
            assert "只给本社区看" not in heard
            assert "补了清单" not in heard
            assert "收到 1 条，已答复 1 条" in heard
        assert "只给本社区看的一句话里说错了" in page  # only whoever has just said it
        with pytest.raises(NotNow):
            speak(lasting, local, part="e1.1")

    def test_what_is_not_meant_for_all_is_only_counted(self, lasting: World, notice: Notice, client: Client) -> None:
        reply(lasting, speak(lasting, notice, "这一句不公开", shown=False))
        page = client.get(address_of(notice, "opinions/")).content.decode()
        assert "收到 1 条，已答复 1 条" in page
        assert "这一句不公开" not in page
        assert "补了清单" not in page

    def test_foreign_notices_are_not_there(self, lasting: World, notice: Notice, client: Client) -> None:
        for asked in ("2026-09999", "x", "2026-00001x"):
            assert client.get(f"/say/{notice.unit.code}/?notice={asked}").status_code == 404
        assert client.get(address_of(notice).replace(notice.unit.code, "500153001004")).status_code == 404
        with pytest.raises(NotFound):
            say(notice_id=0, form="x", kind="comment", words=WORDS, now=lasting.now)

    def test_without_a_notice_the_board_is_offered(self, notice: Notice, client: Client) -> None:
        page = client.get(f"/say/{notice.unit.code}/").content.decode()
        assert f"?notice={notice.year}-{notice.serial:05d}" in page
        assert f"/say/{notice.unit.code}/" in client.get(f"/u/{notice.unit.code}/").content.decode()
        assert address_of(notice) in client.get(address_of(notice, "")).content.decode()


@pytest.mark.usefixtures("later")
class TestTracking:
    def test_state_and_answer_for_whoever_has_the_code(self, lasting: World, notice: Notice, client: Client) -> None:
        opinion, code = say(
            notice_id=notice.pk, form="f", kind="objection", words=WORDS, name="王某", contact="x", now=lasting.now
        )
        typed = spoken(code).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        waiting = client.post("/track/", {"code": typed}).content.decode()
        assert WORDS in waiting
        assert "等待" in waiting
        assert "10月22日 前答复" in waiting  # ten working days from the ninth
        assert "王某" not in waiting
        reply(lasting, opinion, "partly")
        page = client.post("/track/", {"code": code}).content.decode()
        assert "异议部分成立" in page
        assert "补了清单" in page

    def test_guessing_is_slowed_down(self, client: Client) -> None:
        answers = [client.post("/track/", {"code": "1" * 16}) for _nth in range(TRACKING + 1)]
        assert "没有查到" in answers[0].content.decode()
        assert [one.status_code for one in answers[-2:]] == [200, 409]
        cache.clear()
        assert client.post("/track/", {"code": "1234"}).status_code == 200


@pytest.mark.usefixtures("later")
class TestAnswering:
    def test_from_the_desk_to_the_page(self, lasting: World, notice: Notice, client: Client) -> None:
        opinion = speak(lasting, notice)
        client.force_login(lasting.user("clerk"))
        assert f"/desk/opinion/{opinion.pk}/" in client.get("/desk/").content.decode()
        assert client.post(f"/desk/opinion/{opinion.pk}/", {"outcome": "not"}).status_code == 422
        private = {"outcome": "not", "reason": "请打 13900001234"}
        assert client.post(f"/desk/opinion/{opinion.pk}/", private).status_code == 409
        assert not Answer.objects.exists()
        done = client.post(f"/desk/opinion/{opinion.pk}/", {"outcome": "not", "reason": "清单已在附件里。"})
        assert done.status_code == 302
        again = client.post(f"/desk/opinion/{opinion.pk}/", {"outcome": "adopted", "reason": "改主意了"})
        assert again.status_code == 409
        assert f"/desk/opinion/{opinion.pk}/" not in client.get("/desk/").content.decode()
        page = Client().get(address_of(notice, "opinions/")).content.decode()
        assert "不采纳" in page
        assert "清单已在附件里。" in page
        entry = Entry.objects.get(act="opinion:answer")
        assert entry.tenure == lasting.by("clerk").tenure

    def test_only_the_units_clerk_answers(self, lasting: World, notice: Notice) -> None:
        opinion = speak(lasting, notice)
        for login, error in (("director", NotYours), ("member", NotYours), ("other", NotFound), ("street", NotFound)):
            with pytest.raises(error):
                answer(opinion_id=opinion.pk, outcome="not", reason="x", now=lasting.now, by=lasting.by(login))

    def test_who_said_it_is_for_clerk_and_director_and_never_in_a_file(self, lasting: World, notice: Notice) -> None:
        opinion = speak(lasting, notice, name="钱某", contact="微信 qian", kind="signature")
        seen = {}
        for login in ("clerk", "director", "secretary", "member", "chair"):
            reader = Client()
            reader.force_login(lasting.user(login))
            seen[login] = "钱某" in reader.get(f"/desk/opinion/{opinion.pk}/").content.decode()
            for ending in ("csv", "xlsx"):
                body = reader.get(f"/desk/opinions/opinions.{ending}").content
                assert "钱某".encode() not in body
            rows = list(csv.reader(io.StringIO(reader.get("/desk/opinions/opinions.csv").content.decode("utf-8-sig"))))
            assert rows[1][5] == WORDS
            assert "钱某" not in str(rows)
        assert seen == {"clerk": True, "director": True, "secretary": False, "member": False, "chair": False}
        assert Entry.objects.filter(act="opinion:export").count() == 15

    def test_the_list_finds_by_words_state_and_kind(self, lasting: World, notice: Notice, client: Client) -> None:
        reply(lasting, speak(lasting, notice, "路灯太暗"))
        speak(lasting, notice, "垃圾桶太少", kind="objection")
        client.force_login(lasting.user("director"))
        for query, wanted in (
            ("q=路灯", {"路灯太暗"}),
            ("state=waiting", {"垃圾桶太少"}),
            ("kind=objection", {"垃圾桶太少"}),
            ("", {"路灯太暗", "垃圾桶太少"}),
        ):
            page = client.get(f"/desk/opinions/?{query}").content.decode()
            assert {words for words in ("路灯太暗", "垃圾桶太少") if words in page} == wanted


class TestKeeping:
    def test_names_are_forgotten_when_their_term_is_over(self, lasting: World, notice: Notice) -> None:
        answered = speak(lasting, notice, "一一", name="钱某")
        waiting = speak(lasting, notice, "二二", name="孙某")
        reply(lasting, answered, now=lasting.now)
        assert tick(lasting.now + timedelta(days=90)) == 0
        assert tick(lasting.now + timedelta(days=91)) == 1
        assert list(Sayer.objects.values_list("opinion", flat=True)) == [waiting.pk]
        assert tick(lasting.now + timedelta(days=366)) == 0
        assert tick(lasting.now + timedelta(days=367)) == 1
        assert Opinion.objects.filter(named=True).count() == 2
        assert Entry.objects.filter(act="opinion:forget", address=None).count() == 2

    def test_opinions_and_answers_stay_as_they_were_given(self, lasting: World, notice: Notice) -> None:
        opinion = speak(lasting, notice)
        given = reply(lasting, opinion)
        rows = (Opinion.objects.filter(pk=opinion.pk), Answer.objects.filter(pk=given.pk))
        for change in (
            lambda: rows[0].update(words="改了"),
            lambda: rows[1].update(outcome="not"),
            lambda: rows[1].delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()

    def test_an_opinion_stays_with_the_edition_that_was_read(self, lasting: World, notice: Notice) -> None:
        opinion = speak(lasting, notice)
        corrected = correct(lasting, notice)
        assert corrected.live
        assert opinion.edition_id != corrected.live.pk
        assert speak(lasting, corrected, "更正以后再说一句").edition_id == corrected.live.pk
