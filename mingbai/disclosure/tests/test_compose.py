"""The form of a draft over HTTP: nothing that was typed is lost, and the page says what it does and where."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from mingbai.disclosure.actions import decisions, drafts
from mingbai.disclosure.models import Edition, EditionState
from mingbai.disclosure.tests.factories import NOW, PASSWORD, World, draft, signed_in, workbook
from mingbai.disclosure.tests.test_pages import MOBILE, compose, form_of, review, text_of
from mingbai.orgs.models import Entry

HTMX = {"HX-Request": "true", "HX-Target": "saved"}
MOMENT = "2026-12-01T09:00"


@pytest.fixture
def world(lasting: World, db: None) -> World:
    return lasting


@pytest.fixture
def clerk(world: World) -> Client:
    return signed_in(world, "clerk")


def fields_of(client: Client, edition: Edition) -> dict[str, str]:
    """What a browser would send back from the page as it stands."""
    return form_of(client.get(compose(edition)).content.decode())


def autosave(client: Client, edition: Edition, fields: dict[str, str], **more: str) -> Any:
    return client.post(compose(edition), {**fields, **more, "do": "autosave"}, headers=HTMX)


def rewritten(world: World, edition: Edition, **changes: Any) -> Edition:
    """The same draft after somebody has saved these changes to its content."""
    edition.refresh_from_db()
    content = {**edition.content, **changes}
    return drafts.save_draft(edition_id=edition.pk, content=content, seen=edition.lock, now=NOW, by=world.by("clerk"))


def emptied(edition: Edition) -> list[dict[str, Any]]:
    return [{**block, "text": ""} if block["type"] == "text" else block for block in edition.content["blocks"]]


def tag(page: str, start: str) -> str:
    """The opening tag that holds these words."""
    found = re.search(rf"<[^<>]*{re.escape(start)}[^<>]*>", page)
    assert found, start
    return found[0]


# --- a login or a token that is gone -----------------------------------------------------------------------------


def test_who_was_logged_out_while_writing_is_told_so_beside_the_form(world: World, clerk: Client) -> None:
    edition = draft(world)
    fields = fields_of(clerk, edition)
    clerk.logout()
    response = autosave(clerk, edition, fields, title="没来得及存的")
    assert response.status_code == 401
    page = text_of(response)
    assert page.startswith('<p id="saved"'), "it stands where the time of the last saving stood"
    assert "没有存上：</b>您已经退出登录。别关这一页" in page
    assert tag(page, 'target="_blank"').startswith(f'<a href="{reverse("account_login")}"')
    assert 'rel="noopener"' in page
    assert "<html" not in page
    assert response["Cache-Control"] == "no-store"
    whole = clerk.post(compose(edition), {**fields, "do": "save"})
    assert whole["Location"].startswith(reverse("account_login")), "a whole page still leads to the login"


def strict_clerk(world: World) -> tuple[Client, dict[str, str], Edition]:
    """Someone who opened a draft, and has since logged in again in another tab of the same browser."""
    client = Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})
    edition = draft(world)
    world.user("clerk")

    def token(page: bytes) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.decode())
        assert found
        return found[1]

    def login() -> None:
        client.logout()
        address = reverse("account_login")
        posted = {"login": "clerk", "password": PASSWORD, "csrfmiddlewaretoken": token(client.get(address).content)}
        assert client.post(address, posted).status_code == 302

    login()
    page = client.get(compose(edition)).content
    fields = {**form_of(page.decode()), "csrfmiddlewaretoken": token(page)}
    assert client.post(compose(edition), {**fields, "do": "save"}).status_code == 302
    login()
    return client, fields, edition


def test_after_a_new_login_the_open_form_gets_a_token_that_holds(world: World) -> None:
    client, fields, edition = strict_clerk(world)
    refused = autosave(client, edition, fields, title="登录以前写的")
    assert refused.status_code == 403
    page = text_of(refused)
    assert page.startswith('<p id="saved"')
    fresh = tag(page, 'name="csrfmiddlewaretoken"')
    assert "hx-swap-oob=\"outerHTML:[name='csrfmiddlewaretoken']\"" in fresh
    found = re.search(r'value="([^"]+)"', fresh)
    assert found
    again = autosave(client, edition, {**fields, "csrfmiddlewaretoken": found[1]}, title="登录以前写的")
    assert again.status_code == 200
    edition.refresh_from_db()
    assert edition.title == "登录以前写的"


def test_a_button_pressed_after_a_new_login_loses_nothing(world: World) -> None:
    client, fields, edition = strict_clerk(world)
    refused = client.post(compose(edition), {**fields, "title": "登录以前写的", "do": "save"})
    assert refused.status_code == 403
    page = refused.content.decode()
    assert "再交一次</button>" in page
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    again = {**form_of(page), "csrfmiddlewaretoken": token[1]}
    assert again["do"] == "save", "the button that was pressed comes along"
    assert client.post(compose(edition), again).status_code == 302
    edition.refresh_from_db()
    assert edition.title == "登录以前写的"


def test_what_another_site_sends_is_not_offered_again(world: World) -> None:
    client, fields, edition = strict_clerk(world)
    posted = {**fields, "title": "别的网站写的", "do": "save"}
    foreign = client.post(compose(edition), posted, headers={"origin": "https://evil.example"})
    unknown = client.post(compose(edition), posted, headers={"origin": ""})
    for response in (foreign, unknown):
        assert response.status_code == 403
        assert "别的网站写的" not in text_of(response)
    secret = client.post(compose(edition), {**posted, "password": PASSWORD})
    assert PASSWORD not in text_of(secret)


# --- the planned moment -------------------------------------------------------------------------------------------


def test_the_planned_moment_stays_in_the_form(world: World, clerk: Client) -> None:
    edition = draft(world, "CW23", "2026-Q3")
    fields = fields_of(clerk, edition)
    table = next(name for name in fields if name.endswith("-count")).removeprefix("b").removesuffix("-count")
    for do in ("save", f"row-{table}", f"drop-{table}-0", "nonsense"):
        response = clerk.post(compose(edition), {**fields_of(clerk, edition), "publish_at": MOMENT, "do": do})
        assert response.status_code == 302, do
        assert form_of(clerk.get(response["Location"]).content.decode())["publish_at"] == MOMENT, do
    empty = clerk.post(compose(edition), {**fields_of(clerk, edition), "do": "save"})
    assert empty["Location"] == compose(edition)
    odd = clerk.get(compose(edition), {"publish_at": '"><b>x'})
    assert "<b>x" not in odd.content.decode()


def test_a_refused_form_keeps_the_planned_moment_and_says_what_is_wrong_beside_it(world: World, clerk: Client) -> None:
    edition = draft(world)
    fields = fields_of(clerk, edition)
    response = clerk.post(compose(edition), {**fields, "title": "", "publish_at": MOMENT, "do": "submit"})
    assert response.status_code == 409
    assert form_of(response.content.decode())["publish_at"] == MOMENT
    past = {**form_of(response.content.decode()), "title": "有标题", "publish_at": "2020-01-01T09:00", "do": "submit"}
    page = text_of(clerk.post(compose(edition), past))
    assert 'aria-describedby="publish-hint publish-e" aria-invalid="true"' in tag(page, 'id="publish_at"')
    assert "已经过了" in page.partition('id="publish-e"')[2].partition("</p>")[0]


# --- pasting ------------------------------------------------------------------------------------------------------


def test_a_refused_paste_stays_in_its_box(world: World, clerk: Client) -> None:
    edition = draft(world, "CW23", "2026-Q3")
    fields = fields_of(clerk, edition)
    n = next(name for name in fields if name.endswith("-count")).removeprefix("b").removesuffix("-count")
    pasted = "\t".join(str(number) for number in range(40))
    response = clerk.post(compose(edition), {**fields, f"b{n}-paste": pasted, "do": f"paste-{n}"})
    assert response.status_code == 409
    page = text_of(response)
    assert form_of(page)[f"b{n}-paste"] == pasted
    assert "<details open>" in page.partition(f'id="table-{n}"')[2]
    box = tag(page, f'id="b{n}-paste"')
    assert f'aria-describedby="b{n}-paste-h b{n}-paste-e" aria-invalid="true"' in box
    said = page.partition(f'id="b{n}-paste-e"')[2].partition("</p>")[0]
    assert "第 1 行有 40 格" in said
    assert "第 1 行有 40 格" in page.partition('role="alert"')[2].partition("</div>")[0], "and at the top"
    calm = clerk.get(compose(edition)).content.decode()
    assert "<details open>" not in calm
    assert f"b{n}-paste-e" not in calm


# --- two people on one draft --------------------------------------------------------------------------------------


def test_who_comes_second_sees_the_new_one_or_overwrites_it(world: World, clerk: Client) -> None:
    edition = draft(world)
    late = {**fields_of(clerk, edition), "title": "电脑上写的", "do": "save"}
    rewritten(world, edition, title="手机上写的")
    response = clerk.post(compose(edition), late)
    assert response.status_code == 409
    page = text_of(response)
    assert "请刷新" not in page, "that would lose what was written"
    assert re.search(rf'<a[^>]*href="{compose(edition)}" target="_blank" rel="noopener">看新的那一份', page)
    assert re.search(r"<h1>.*电脑上写的.*</h1>", page.replace("<wbr>", "")), "the page is called what its form says"
    assert "手机上写的" not in page
    quiet = autosave(clerk, edition, late)
    assert "用您写的盖过去" in text_of(quiet)
    saves = Entry.objects.filter(act="notice:save").count()
    over = clerk.post(compose(edition), {**form_of(response.content.decode()), "do": "overwrite"})
    assert over.status_code == 302
    edition.refresh_from_db()
    assert edition.title == "电脑上写的"
    assert Entry.objects.filter(act="notice:save").count() == saves + 1


def test_only_what_one_was_told_of_is_overwritten(world: World, clerk: Client) -> None:
    edition = draft(world)
    late = {**fields_of(clerk, edition), "title": "电脑上写的", "do": "save"}
    rewritten(world, edition, title="手机上写的")
    offered = form_of(clerk.post(compose(edition), late).content.decode())
    rewritten(world, edition, title="又有人写的")
    again = clerk.post(compose(edition), {**offered, "do": "overwrite"})
    assert again.status_code == 409
    assert "用我写的盖过去" in text_of(again)
    assert clerk.post(compose(edition), {**late, "do": "overwrite"}).status_code == 409, "not without being told"
    edition.refresh_from_db()
    assert edition.title == "又有人写的"


def test_the_gate_of_a_refused_form_looks_at_what_it_holds(world: World, clerk: Client) -> None:
    edition = draft(world)
    late = {**fields_of(clerk, edition), "title": f"值班手机 {MOBILE}", "do": "save"}
    rewritten(world, edition, title="手机上写的")
    page = text_of(clerk.post(compose(edition), late))
    assert "有 1 处个人信息" in page
    assert "disabled" in tag(page, 'value="submit"')


# --- what the autosave puts right -----------------------------------------------------------------------------------


def parts_of(page: str) -> tuple[str, str]:
    """The block of reasons and the button that sends the draft off, without what only htmx needs."""
    plain = page.replace(' hx-swap-oob="true"', "")
    why = re.search(r'<div id="why".*?</div>', plain, re.DOTALL)
    assert why
    return why[0], tag(plain, 'id="send"')


def test_the_autosave_brings_the_reasons_and_the_button_up_to_date(world: World, clerk: Client) -> None:
    edition = draft(world)
    edition = rewritten(world, edition, title="", blocks=emptied(edition))
    fields = fields_of(clerk, edition)
    before = text_of(clerk.get(compose(edition)))
    assert "disabled" in parts_of(before)[1]
    texts = {name: "已经按规定办理。" for name in fields if name.endswith("-text")}
    answer = text_of(autosave(clerk, edition, {**fields, **texts}, title="有标题了"))
    for name in ("why", "send"):
        assert 'hx-swap-oob="true"' in tag(answer, f'id="{name}"'), name
    after = parts_of(answer)
    assert "disabled" not in after[1]
    assert "还不能送审" not in after[0]
    assert after == parts_of(text_of(clerk.get(compose(edition)))), "the same as on a whole page"


def test_the_autosave_shows_and_clears_findings(world: World, clerk: Client) -> None:
    edition = draft(world)
    fields = fields_of(clerk, edition)
    found = text_of(autosave(clerk, edition, fields, title=f"值班手机 {MOBILE}"))
    assert 'id="gate"' in found
    assert "hidden" not in tag(found, 'id="found"')
    assert "先处理上面 1 处个人信息" in parts_of(found)[0]
    shown = {**fields, "marks": form_of(found)["marks"]}
    same = text_of(autosave(clerk, edition, shown, title=f"值班的手机 {MOBILE}"))
    assert 'id="found"' not in same, "who writes to the reviewer in it is left alone"
    cleared = text_of(autosave(clerk, edition, shown, title="值班手机"))
    assert " hidden" in tag(cleared, 'id="found"')
    assert 'id="gate"' not in cleared


# --- submitted elsewhere ----------------------------------------------------------------------------------------------


def test_a_form_of_what_was_submitted_meanwhile_is_only_to_copy_from(world: World, clerk: Client) -> None:
    edition = draft(world, "CW23", "2026-Q3")
    fields = fields_of(clerk, edition)
    decisions.submit(edition_id=edition.pk, seen=edition.lock, now=NOW, by=world.by("clerk"))
    response = clerk.post(compose(edition), {**fields, "title": "没来得及存的", "do": "save"})
    assert response.status_code == 409
    page = text_of(response)
    assert form_of(page)["title"] == "没来得及存的"
    assert f'href="{review(edition)}">看这份公开</a>' in page
    assert 'name="do"' not in page, "no button that could only be refused"
    assert "hx-post" not in page
    typed = re.findall(r"<(?:textarea|input)(?![^>]*hidden)[^>]*>", page.partition("<main")[2])
    assert typed
    assert all("readonly" in field for field in typed)
    quiet = text_of(autosave(clerk, edition, fields, title="没来得及存的"))
    assert f'href="{review(edition)}" target="_blank" rel="noopener"' in quiet
    edition.refresh_from_db()
    assert edition.state == EditionState.MOVING


# --- names and marks --------------------------------------------------------------------------------------------------


def test_a_draft_without_a_title_is_called_by_its_item(world: World, clerk: Client) -> None:
    edition = rewritten(world, draft(world), title="")
    page = text_of(clerk.get(compose(edition))).replace("<wbr>", "")
    heading = re.search(r"<h1>(.*?)</h1>", page)
    assert heading
    name = f"{edition.content['period']['label']}{edition.version.spec['title']}"
    assert heading[1] == name
    assert f"写公开：{name}" in page
    assert form_of(page)["title"] == ""


def test_what_must_be_filled_in_says_so(world: World, clerk: Client) -> None:
    edition = draft(world, "CA03", "2026-H1")
    page = text_of(clerk.get(compose(edition)))
    assert '<label for="title">标题 <span class="hint nowrap">（必填）</span></label>' in page
    marked = 0
    for n, block in enumerate(edition.content["blocks"]):
        names = [(f'for="b{n}-text">', block.get("required"))] if block["type"] == "text" else []
        if block["type"] == "table":
            names = [(f">{column['name']}", column.get("required")) for column in block["columns"]]
        if block["type"] in ("facts", "figures"):
            names = [(f'for="b{n}-i{i}">', block.get("required")) for i in range(len(block["items"]))]
        for start, required in names:
            label = re.search(re.escape(start) + r".*?</(?:label|th)>", page)
            assert label, start
            assert ("（必填）" in label[0]) is bool(required), start
            marked += bool(required)
    assert marked


# --- files ------------------------------------------------------------------------------------------------------------


def test_an_upload_says_what_came_of_it(world: World, clerk: Client, settings: Any, tmp_path: Any) -> None:
    settings.FILES_DIR = tmp_path
    edition = draft(world)
    two = [SimpleUploadedFile(f"收支{n}.xlsx", workbook(f"收支明细{n}")) for n in (1, 2)]
    response = clerk.post(compose(edition), {**fields_of(clerk, edition), "file": two, "do": "upload"})
    assert response["Location"].endswith("#files")
    assert "传好了：2 个附件" in text_of(clerk.get(response["Location"]))
    wrong = SimpleUploadedFile("程序.exe", b"MZ\x90")
    refused = clerk.post(compose(edition), {**fields_of(clerk, edition), "file": wrong, "do": "upload"})
    assert refused.status_code == 409
    page = text_of(refused)
    assert 'aria-describedby="files-hint file-e" aria-invalid="true"' in tag(page, 'id="file"')
    assert "程序.exe" in page.partition('id="file-e"')[2].partition("</p>")[0]
    none = text_of(clerk.post(compose(edition), {**form_of(page), "do": "upload"}))
    assert "还没有选文件" in none.partition('id="file-e"')[2].partition("</p>")[0]


def test_a_file_refused_after_another_was_taken_is_no_false_conflict(
    world: World, clerk: Client, settings: Any, tmp_path: Any
) -> None:
    settings.FILES_DIR = tmp_path
    edition = draft(world)
    both = [SimpleUploadedFile("收支.xlsx", workbook()), SimpleUploadedFile("程序.exe", b"MZ\x90")]
    refused = clerk.post(compose(edition), {**fields_of(clerk, edition), "file": both, "do": "upload"})
    assert refused.status_code == 409
    again = {**form_of(refused.content.decode()), "title": "接着写", "do": "save"}
    assert clerk.post(compose(edition), again).status_code == 302


# --- sums -------------------------------------------------------------------------------------------------------------


def test_a_table_with_nothing_to_total_has_no_line_of_totals(world: World, clerk: Client) -> None:
    edition = draft(world, "CW23", "2026-Q3")
    assert text_of(clerk.get(compose(edition))).count(">合计<") == 2, "in the form and in the preview"
    blocks = []
    for block in edition.content["blocks"]:
        if block["type"] == "table":
            unread = {column["key"]: "还没算" for column in block["columns"]}
            block = {**block, "rows": [unread]}
        blocks.append(block)
    edition = rewritten(world, edition, blocks=blocks)
    page = text_of(clerk.get(compose(edition)))
    assert "还没算" in page
    assert ">合计<" not in page
