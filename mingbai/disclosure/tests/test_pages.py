"""The desk's pages over HTTP: whatever is refused is said in a sentence, and nothing that was written is lost."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mingbai.disclosure.actions import decisions as act
from mingbai.disclosure.actions import drafts
from mingbai.disclosure.models import Edition, EditionState, Notice, Ruling, Verdict
from mingbai.disclosure.rules.findings import all_findings
from mingbai.disclosure.tests.factories import NOW, World, draft, owe, publish, signed_in, step_on, walk
from mingbai.disclosure.tests.small_files import PNG
from mingbai.duties.models import Duty, DutyKind

MOBILE = "19900001234"


@pytest.fixture
def world(lasting: World, db: None) -> World:
    return lasting


@pytest.fixture
def clerk(world: World) -> Client:
    return signed_in(world, "clerk")


def compose(edition: Edition) -> str:
    return reverse("disclosure:compose", args=[edition.pk])


def review(edition: Edition) -> str:
    return reverse("disclosure:review", args=[edition.pk])


def form_of(page: str) -> dict[str, str]:
    """What a browser would post back: every named field of the form with its value."""
    fields: dict[str, str] = {}
    for tag in re.findall(r"<input [^>]*>", page):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and 'type="file"' not in tag:
            fields[name[1]] = html.unescape(value[1]) if value else ""
    for name_, text in re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        fields[name_] = html.unescape(text)
    fields.pop("csrfmiddlewaretoken", None)
    return fields


def text_of(response: Any) -> str:
    return html.unescape(response.content.decode())


# --- begin ----------------------------------------------------------------------------------------------------


def test_begin_from_a_duty(world: World, clerk: Client) -> None:
    owe(world)
    duty = Duty.objects.get(item__code="JW11", period="2026-H1")
    url = reverse("disclosure:start", args=[duty.pk])
    assert clerk.get(url).status_code == 405
    response = clerk.post(url)
    edition = Edition.objects.get()
    assert response["Location"] == compose(edition)
    assert list(edition.notice.duties.all()) == [duty]
    again = clerk.post(url)
    assert again["Location"] == compose(edition), "who begins twice goes on with the first"
    assert Edition.objects.count() == 1
    assert signed_in(world, "other").post(url).status_code == 404
    assert signed_in(world, "director").post(url).status_code == 403
    assert Client().post(url)["Location"].startswith("/accounts/login/")


def test_declare_nil_from_the_ledger(world: World, clerk: Client) -> None:
    owe(world)
    url = reverse("disclosure:nil")
    duties = list(Duty.objects.filter(kind=DutyKind.ROLL_CALL).order_by("pk")[:2])
    assert clerk.post(url).status_code == 409
    odd = clerk.post(url, {"duty": ["²", "x", "-1", "9" * 30]})
    assert odd.status_code == 409, "odd numbers name no duty"
    assert clerk.post(url, {"duty": [duty.pk for duty in duties]}).status_code == 302
    edition = Edition.objects.get()
    assert set(edition.notice.duties.all()) == set(duties)
    page = text_of(clerk.get(compose(edition)))
    assert duties[0].title in page
    assert "b1-count" not in page, "what was ticked is not edited"
    operator = signed_in(world, "operator").post(url, {"duty": [duties[0].pk]})
    assert operator.status_code == 403


# --- write ----------------------------------------------------------------------------------------------------


def test_a_form_sent_back_as_it_is_changes_nothing(world: World, clerk: Client) -> None:
    edition = draft(world, "CW23", "2026-Q3")
    fields = form_of(clerk.get(compose(edition)).content.decode())
    assert clerk.post(compose(edition), {**fields, "do": "save"}).status_code == 302
    before = edition.content
    edition.refresh_from_db()
    assert edition.content == before


def test_save_rows_and_autosave(world: World, clerk: Client) -> None:
    edition = draft(world, "CW23", "2026-Q3")
    fields = form_of(clerk.get(compose(edition)).content.decode())
    table = next(name for name in fields if name.endswith("-count")).removesuffix("-count").removeprefix("b")
    response = clerk.post(compose(edition), {**fields, "title": "改过的标题", "do": f"row-{table}"})
    assert response["Location"].endswith(f"#b{table}-r1"), "the writer goes on in the new row"
    edition.refresh_from_db()
    assert edition.title == "改过的标题", "every button keeps what was written"
    fields = form_of(clerk.get(compose(edition)).content.decode())
    assert fields[f"b{table}-count"] == "2"
    assert clerk.post(compose(edition), {**fields, "do": f"drop-{table}-1"}).status_code == 302
    fields = form_of(clerk.get(compose(edition)).content.decode())
    saved = clerk.post(
        compose(edition), {**fields, "title": "自动存的", "do": "autosave"}, headers={"HX-Request": "true"}
    )
    assert saved.status_code == 200
    edition.refresh_from_db()
    assert edition.title == "自动存的"
    assert f'value="{edition.lock}"' in text_of(saved), "the open form learns the new version"
    # The autosave's answer was lost on the way: the same open page may still save.
    assert clerk.post(compose(edition), {**fields, "title": "再存", "do": "save"}).status_code == 302


def test_a_stale_form_is_told_so_and_loses_nothing(world: World, clerk: Client) -> None:
    edition = draft(world)
    first = form_of(clerk.get(compose(edition)).content.decode())
    second = form_of(clerk.get(compose(edition)).content.decode())
    assert clerk.post(compose(edition), {**first, "title": "手机上写的", "do": "save"}).status_code == 302
    late = {**second, "title": "电脑上写的", "do": "save"}
    response = clerk.post(compose(edition), late)
    assert response.status_code == 409
    page = text_of(response)
    assert "已经从别处保存过" in page
    assert form_of(response.content.decode())["title"] == "电脑上写的", "what was written stands in the form"
    edition.refresh_from_db()
    assert edition.title == "手机上写的", "and what was kept is kept"
    again = {**form_of(response.content.decode()), "do": "save"}
    assert clerk.post(compose(edition), again).status_code == 409, "pressing again does not overwrite unseen"
    quiet = clerk.post(compose(edition), {**late, "do": "autosave"}, headers={"HX-Request": "true"})
    assert quiet.status_code == 409
    assert "没有存上" in text_of(quiet)


def test_a_refusal_after_saving_is_no_false_conflict(world: World, clerk: Client) -> None:
    """The text is kept, submission refused; the same page then saves and submits without a quarrel."""
    edition = draft(world)
    fields = form_of(clerk.get(compose(edition)).content.decode())
    response = clerk.post(compose(edition), {**fields, "title": "", "do": "submit"})
    assert response.status_code == 409
    assert "还没有写标题" in text_of(response)
    fields = {**form_of(response.content.decode()), "title": "补上的标题", "do": "submit"}
    assert clerk.post(compose(edition), fields).status_code == 302
    edition.refresh_from_db()
    assert (edition.state, edition.title) == (EditionState.MOVING, "补上的标题")


def test_what_was_typed_after_somebody_submitted_is_not_lost(world: World, clerk: Client) -> None:
    edition = draft(world)
    fields = form_of(clerk.get(compose(edition)).content.decode())
    act.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    response = clerk.post(compose(edition), {**fields, "title": "没来得及存的", "do": "save"})
    assert response.status_code == 409
    assert "已经送审，内容锁住了" in text_of(response)
    assert form_of(response.content.decode())["title"] == "没来得及存的"
    assert clerk.get(compose(edition))["Location"] == review(edition)


def test_mask_and_plea_buttons(world: World, clerk: Client) -> None:
    edition = draft(world)
    content = edition.content
    content["blocks"][0]["text"] = f"值班手机 {MOBILE}。"
    drafts.save_draft(edition_id=edition.pk, content=content, seen=edition.lock, now=NOW, by=world.by("clerk"))
    page = text_of(clerk.get(compose(edition)))
    assert "有 1 处个人信息，处理完才能送审" in page
    assert re.search(r'value="submit" disabled aria-describedby="why"', page)
    edition.refresh_from_db()
    mark = all_findings(edition)[0].fingerprint
    fields = form_of(page)
    response = clerk.post(compose(edition), {**fields, "do": f"plea-{mark}", f"plea-{mark}": "是示例"})
    assert response["Location"].endswith("#gate")
    assert Ruling.objects.get().plea == "是示例"
    assert "已请审查员裁定" in text_of(clerk.get(compose(edition)))
    fields = form_of(clerk.get(compose(edition)).content.decode())
    assert clerk.post(compose(edition), {**fields, "do": f"mask-{mark}"}).status_code == 302
    edition.refresh_from_db()
    assert MOBILE not in str(edition.content)
    fields = form_of(clerk.get(compose(edition)).content.decode())
    assert clerk.post(compose(edition), {**fields, "do": "mask-x"}).status_code == 409, "it is not there any more"
    page = text_of(clerk.get(compose(edition)))
    assert not re.search(r'value="submit" disabled', page)


def test_the_button_says_why_it_is_grey(world: World, clerk: Client) -> None:
    edition = draft(world)
    content = edition.content
    content["blocks"][0]["text"] = ""
    drafts.save_draft(
        edition_id=edition.pk, content={**content, "title": ""}, seen=edition.lock, now=NOW, by=world.by("clerk")
    )
    page = text_of(clerk.get(compose(edition)))
    assert re.search(r'value="submit" disabled aria-describedby="why"', page)
    assert "还没有写标题" in page


@pytest.mark.parametrize("moment", ["昨天", "2026-13-01T09:00", "2020-01-01T09:00", "2062-10-10T09:00"])
def test_an_odd_moment_of_publication_is_refused(world: World, clerk: Client, moment: str) -> None:
    edition = draft(world)
    fields = form_of(clerk.get(compose(edition)).content.decode())
    response = clerk.post(compose(edition), {**fields, "publish_at": moment, "do": "submit"})
    assert response.status_code == 409
    assert "计划公布的时间" in text_of(response)


def test_copy_and_discard(world: World, clerk: Client) -> None:
    publish(world, period="2025-H2", words="上一期写的话")
    edition = draft(world, period="2026-H1")
    page = clerk.get(compose(edition)).content.decode()
    assert "抄上一期" in page
    assert clerk.post(compose(edition), {**form_of(page), "do": "copy"}).status_code == 302
    edition.refresh_from_db()
    assert "上一期写的话" in str(edition.content)
    page = clerk.get(compose(edition)).content.decode()
    assert clerk.post(compose(edition), {**form_of(page), "do": "discard"}).status_code == 302
    edition.refresh_from_db()
    assert edition.state == EditionState.VOID


@pytest.mark.parametrize("do", ["row-99", "drop-0-x", "paste-99", "nonsense", "unfile-", "mask-", "plea-", ""])
def test_odd_buttons_do_not_break(world: World, clerk: Client, do: str) -> None:
    edition = draft(world)
    fields = form_of(clerk.get(compose(edition)).content.decode())
    assert clerk.post(compose(edition), {**fields, "do": do}).status_code in (302, 409)
    assert clerk.post(compose(edition), {"do": do, "seen": "²"}).status_code in (302, 409)


def test_who_may_open_a_draft(world: World) -> None:
    edition = draft(world)
    for login, status in (("director", 302), ("street", 404), ("district", 404), ("other", 404), ("operator", 404)):
        assert signed_in(world, login).get(compose(edition)).status_code == status, login
        posted = signed_in(world, login).post(compose(edition), {"do": "save", "title": "别人改的"})
        assert posted.status_code in (403, 404), login
    assert Client().get(compose(edition)).status_code == 302
    edition.refresh_from_db()
    assert edition.title != "别人改的"


def test_what_was_never_submitted_is_read_by_those_who_write_or_sign_it(world: World) -> None:
    """A draft may hold anything; the committee, the street and the district read what was sent to them."""
    edition = draft(world, words=f"有事请打 {MOBILE}。", files=[("凭证.png", PNG)])
    file = reverse("disclosure:file", args=[edition.pk, edition.notice.attachments.get().pk])
    may = {"clerk": 200, "director": 200, "secretary": 200, "privacy": 200}
    for login in ("clerk", "director", "secretary", "privacy", "member", "street", "district", "auditor"):
        client = signed_in(world, login)
        assert client.get(review(edition)).status_code == may.get(login, 404), login
        answer = client.get(file)
        assert answer.status_code == may.get(login, 404), login
        assert not answer.streaming or b"".join(answer.streaming_content) == PNG  # type: ignore[attr-defined]
        assert (edition.title in text_of(client.get(reverse("disclosure:notices")))) == (login in may), login
    sent = go_to(world, "secretary")
    assert signed_in(world, "street").get(review(sent)).status_code == 200


# --- review ---------------------------------------------------------------------------------------------------


def go_to(world: World, step: str) -> Edition:
    edition = draft(world)
    act.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    edition.refresh_from_db()
    while edition.step != step:
        step_on(world, edition, NOW)
        edition.refresh_from_db()
    return edition


BUTTONS = {"director": "同意，签字", "chair": "交上我的意见", "privacy": "查过了，可以公开", "street": "收下备案"}


@pytest.mark.parametrize(
    ("step", "login"), [("director", "director"), ("supervision", "chair"), ("privacy", "privacy")]
)
def test_each_sees_the_one_button_that_is_theirs(world: World, step: str, login: str) -> None:
    edition = go_to(world, step)
    for who in ("clerk", "director", "secretary", "chair", "privacy", "district", "auditor"):
        page = text_of(signed_in(world, who).get(review(edition)))
        shown = [button for button in BUTTONS.values() if button in page]
        assert shown == ([BUTTONS[login]] if who == login else []), who
        if who not in (login, "clerk"):
            assert re.search(r"还没轮到您|已经办过了|要由.*来办|不能", page), f"{who} is told why there is no button"
    assert "改了重送" in text_of(signed_in(world, "clerk").get(review(edition)))
    for who in ("other", "operator"):
        assert signed_in(world, who).get(review(edition)).status_code == 404
        assert signed_in(world, who).post(review(edition), {"do": "sign"}).status_code == 404
    assert Client().get(review(edition))["Location"].startswith("/accounts/login/")


def test_the_whole_walk_over_http(world: World, clerk: Client) -> None:
    edition = draft(world)
    fields = form_of(clerk.get(compose(edition)).content.decode())
    assert clerk.post(compose(edition), {**fields, "do": "submit"}).status_code == 302
    edition.refresh_from_db()

    def press(login: str, **posted: Any) -> Any:
        return signed_in(world, login).post(review(edition), {"digest": edition.digest, **posted})

    assert press("director", do="sign").status_code == 302
    assert press("director", do="sign").status_code == 409, "pressed twice"
    assert press("secretary", do="sign").status_code == 302
    assert "请说明理由" in text_of(press("chair", do="vote", say="ask"))
    assert "选一个" in text_of(press("chair", do="vote"))
    asked = {"ask": ["单价太贵", "自己编的选项"], "ask-text": "为什么比去年贵"}
    assert press("chair", do="vote", say="ask", **asked).status_code == 302
    assert "已经交过了" in text_of(press("chair", do="vote", say="ask", **asked)), "pressed twice is one doubt"
    doubt = edition.decisions.get(verdict=Verdict.QUESTION)
    assert (doubt.points, doubt.reason) == (["单价太贵"], "为什么比去年贵")
    page = text_of(clerk.get(review(edition)))
    assert "等您说明" in page
    assert press("clerk", do="answer", to="²").status_code == 409
    assert press("clerk", do="answer", to=str(doubt.pk), **{f"answer-{doubt.pk}": "人工涨了"}).status_code == 302
    assert press("chair", do="vote", say="ask", **asked).status_code == 302, "not content with the answer"
    doubt = edition.decisions.filter(verdict=Verdict.QUESTION).latest("pk")
    assert press("clerk", do="answer", to=str(doubt.pk), **{f"answer-{doubt.pk}": "单子在附件里"}).status_code == 302
    for login in ("member", "third"):
        assert press(login, do="vote", say="yes").status_code == 302
    assert press("privacy", do="review", reason="可以").status_code == 302
    edition.refresh_from_db()
    assert edition.state == EditionState.PUBLISHED
    page = text_of(signed_in(world, "street").get(review(edition)))
    assert BUTTONS["street"] in page
    assert press("street", do="file").status_code == 302
    again = press("street", do="file")
    assert again.status_code == 409
    assert "已经办过了" in text_of(again)


def test_a_wrong_digest_a_wrong_person_and_no_choice(world: World) -> None:
    edition = go_to(world, "director")
    director = signed_in(world, "director")
    response = director.post(review(edition), {"do": "sign", "digest": "sha256:0"})
    assert response.status_code == 409
    assert "内容在您打开这一页之后变了" in text_of(response)
    assert director.post(review(edition), {"do": "x"}).status_code == 409
    assert director.post(review(edition), {}).status_code == 409
    refused = signed_in(world, "chair").post(review(edition), {"do": "sign", "digest": edition.digest})
    assert refused.status_code == 403
    assert "这一步要由" in text_of(refused)
    back = {"do": "return", "digest": edition.digest}
    assert "请写明为什么退回" in text_of(director.post(review(edition), back))
    assert director.post(review(edition), {**back, "no": ["数字有错"], "no-text": "第三行"}).status_code == 302
    word = edition.decisions.get(verdict=Verdict.RETURN)
    assert word.reason == "数字有错；第三行"


def test_revise_opens_the_new_attempt(world: World, clerk: Client) -> None:
    edition = go_to(world, "secretary")
    response = clerk.post(review(edition), {"do": "revise"})
    fresh = Edition.objects.get(attempt=2)
    assert response["Location"] == compose(fresh)
    old = clerk.get(review(edition))
    assert "已经作废" in text_of(old)
    assert f'href="{review(fresh)}"' in old.content.decode(), "the way to the new attempt"


def test_whoever_mends_a_returned_text_reads_why_it_came_back(world: World, clerk: Client) -> None:
    edition = go_to(world, "director")
    reason = "人数和名册对不上，请核。"
    act.send_back(edition_id=edition.pk, digest=edition.digest, reason=reason, now=NOW, by=world.by("director"))
    fresh = clerk.post(review(edition), {"do": "revise"})["Location"]
    page = clerk.get(fresh).content.decode()
    assert reason in page
    assert "上一稿为什么退回" in page
    assert f'href="{review(edition)}"' in page


def test_a_planned_notice_is_put_up_by_hand(world: World) -> None:
    edition = walk(world, draft(world), publish_at=NOW + timedelta(days=900))
    secretary = signed_in(world, "secretary")
    assert "现在公布" in text_of(secretary.get(review(edition)))
    assert secretary.post(review(edition), {"do": "publish"}).status_code == 302
    assert Notice.objects.get(pk=edition.notice_id).number


# --- list -----------------------------------------------------------------------------------------------------


def test_the_list_is_searched_and_filtered(world: World) -> None:
    draft(world, title="修路的账")
    published = publish(world, period="2026-H2", title="买灯的账")
    url = reverse("disclosure:notices")

    def titles(login: str, **query: str) -> set[str]:
        page = signed_in(world, login).get(url, query)
        assert page.status_code == 200
        return {edition.title for edition in page.context["page"]}

    assert titles("clerk") == {"修路的账", "买灯的账"}
    assert titles("clerk", q="灯") == {"买灯的账"}
    assert titles("clerk", q=" 没有这个 ") == set()
    assert titles("clerk", q="100%_\x00") == set()
    assert titles("clerk", state="draft") == {"修路的账"}
    assert titles("clerk", state="nonsense", page="99") == {"修路的账", "买灯的账"}
    assert titles("street", state="published") == {published.live.title if published.live else ""}
    assert titles("other") == set()
    assert signed_in(world, "operator").get(url).status_code == 403
    assert Client().get(url).status_code == 302
