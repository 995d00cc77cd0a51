"""Routes over HTTP: what holds, the editor without JavaScript, every refusal beside its step, and taking it back."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from mingbai.catalog.actions import end_route, set_route
from mingbai.catalog.forms.routes import filled
from mingbai.catalog.models import Route
from mingbai.catalog.rules.days import current_calendar
from mingbai.catalog.rules.route_checks import looser
from mingbai.catalog.rules.routes import ready_routes, routes_of, submit_by
from mingbai.catalog.rules.versions import versions_below
from mingbai.catalog.schema.route import COLLECT, Step, asks
from mingbai.catalog.tests.district import NOW, signed_in, unit, viewer
from mingbai.kit.errors import NotNow, NotYours
from mingbai.kit.workdays import WorkCalendar
from mingbai.orgs.actions.units import load_units
from mingbai.orgs.models import Entry
from mingbai.orgs.rules.tables import Problem
from mingbai.orgs.rules.unit_rows import read_units

pytestmark = pytest.mark.usefixtures("place")
READY = {route.key: route for route in ready_routes()}
USUAL: list[Step] = list(READY["guihua"].steps)
EDIT = "/u/1/catalogue/routes/default/"


def form_of(steps: list[Step], **more: Any) -> dict[str, Any]:
    """What a browser sends for these steps."""
    sent = {
        f"s{nth}-{name}": value
        for nth, step in enumerate(steps)
        for name, value in filled(step).items()
        if value is not None
    }
    rest = {"name": "区里的流程", "source": "荣昌区实施细则第八条", "valid_from": timezone.localdate().isoformat()}
    return {"count": len(steps), **sent, **rest, **more}


def titles(page: Any) -> list[str]:
    return re.findall(r"<h3>第 \d+ 步：(.*?)</h3>", page.content.decode())


def lay_down(login: str, steps: list[Step], on: date | None = None, where: str = "1") -> Route:
    return set_route(
        scope=unit(where),
        code="default",
        name="试的",
        steps=steps,
        source="试的文件",
        valid_from=on or NOW.date(),
        now=NOW,
        by=viewer(login),
    )


def test_anyone_sees_whose_hands_a_notice_goes_through(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(4):
        page = client.get("/u/111/catalogue/routes/").content.decode()
    assert page.count('<section class="section"') == 4
    assert "全国通用的" in page
    assert "5 个工作日内办" in page
    assert "改居（村）务公开的流程" not in page
    assert "镇街、部门" not in page, "that is for offices"


def test_the_district_finds_the_editor_from_its_catalogue() -> None:
    district = signed_in("district")
    assert 'href="/u/1/catalogue/routes/"' in district.get("/u/1/catalogue/").content.decode()
    assert f'href="{EDIT}"' in district.get("/u/1/catalogue/routes/").content.decode()
    page = district.get(EDIT)
    assert titles(page) == [step["label"] for step in USUAL]
    assert "重庆：监督委员会在前" in page.content.decode()
    chosen = district.get(f"{EDIT}?from=chongqing")
    assert titles(chosen)[:3] == ["经办人", "监督委员会", "村（居）委会审定"]


def test_steps_are_added_moved_and_removed_without_javascript() -> None:
    district = signed_in("district")
    up = district.post(EDIT, form_of(USUAL, do="up-2"))
    assert titles(up)[:3] == ["经办人", "书记", "主任"]
    down = district.post(EDIT, form_of(USUAL, do="down-0"))
    assert titles(down)[:2] == ["主任", "经办人"]
    assert len(titles(district.post(EDIT, form_of(USUAL, do="remove-6")))) == 6
    added = district.post(EDIT, form_of(USUAL, do="add-0")).content.decode()
    assert 'name="count" value="8"' in added
    assert 'name="s1-key" value="step1"' in added
    for odd in ("up-0", "down-6", "remove-99", "up-x", "dance"):
        assert len(titles(district.post(EDIT, form_of(USUAL, do=odd)))) == 7
    assert not Route.objects.filter(scope=unit("1")).exists(), "nothing is kept before the last click"


def test_every_refusal_stands_beside_its_step() -> None:
    steps = [USUAL[0], {**USUAL[1], "posts": []}, {**USUAL[4], "blocks": False}]
    sent = form_of(steps, do="preview", **{"s1-who": "", "name": ""})
    page = signed_in("district").post(EDIT, sent)
    text = page.content.decode()
    assert page.status_code == 422
    second, third = (text.split(f"<h3>第 {n} 步")[1].split("<h3>")[0] for n in (2, 3))
    assert "请选这一步由谁来办" in second
    assert "隐私关口必须拦" in third
    assert "请给流程起个名字" in text
    assert 'name="confirmed"' not in text
    assert "没有隐私关口" in signed_in("district").post(EDIT, form_of(USUAL[:2], do="preview")).content.decode()


def test_previewed_confirmed_and_taken_back_before_it_begins() -> None:
    district = signed_in("district")
    day = timezone.localdate() + timedelta(days=10)
    sent = form_of(list(READY["chongqing"].steps), do="preview", valid_from=day.isoformat())
    preview = district.post(EDIT, sent).content.decode()
    sealed = re.search(r'name="confirmed" value="(.*?)"', preview)
    assert sealed is not None
    assert "5 个工作日" in preview or "加起来" in preview
    done = district.post(EDIT, {"do": "confirm", "confirmed": sealed[1]}, follow=True).content.decode()
    assert "起改为“区里的流程”" in done
    route = Route.objects.get(scope=unit("1"))
    assert (route.number, route.valid_from, route.steps) == (1, day, list(READY["chongqing"].steps))
    assert routes_of(unit("111")).on("default", day) == route
    assert routes_of(unit("111")).on("default", day - timedelta(days=1)) != route
    entry = Entry.objects.filter(act="route:set").latest("pk")
    assert (entry.person.name, entry.note["since"]) == ("冯某", day.isoformat())  # type: ignore[union-attr]
    back = district.post(f"{EDIT}end/", {"route": route.pk}, follow=True).content.decode()
    assert "撤回了，不会执行" in back
    assert "起改为" not in back
    route.refresh_from_db()
    assert route.taken_back
    assert routes_of(unit("111")).on("default", day) != route
    assert Entry.objects.filter(act="route:end", record_id=str(route.pk)).count() == 1


CIVIL = {**asks("bureau"), "bureau": "民政局", "policy": "one", "blocks": True, "lead": "3wd"}
TAKEN = {"key": COLLECT, "kind": COLLECT, **asks("system"), "policy": "one", "blocks": True, "lead": "10d"}
RICH: list[Step] = [
    *USUAL[:3],
    {**USUAL[3], "lines": True, "late": "proceed"},
    USUAL[4],
    {**TAKEN, "label": "征求意见", "stamp": "征求意见"},
    USUAL[5],
    {**CIVIL, "key": "civil", "kind": "approve", "label": "民政局批准", "stamp": "民政批准"},
    USUAL[6],
]


def test_steps_that_time_and_bureaus_take_go_through_the_editor() -> None:
    """Chosen, drawn as people will see them, laid down, and shown again for the next change."""
    problems: list[Problem] = []
    rows = "code,name,kind,parent\n1b,甲区民政局,bureau,1\n"
    load_units(rows=read_units(rows.encode(), problems), now=NOW, problems=problems)
    district = signed_in("district")
    page = district.post(EDIT, form_of(RICH, do="preview")).content.decode()
    for words in (
        "逐笔逐项表决",
        "过期往下走，公开写明",
        "谁都可以提，逐条答复",
        "征求 10 天",
        "民政局的部门审核员",
        "加10 天",
    ):
        assert words in page, words
    sealed = re.search(r'name="confirmed" value="(.*?)"', page)
    assert sealed is not None
    assert district.post(EDIT, {"do": "confirm", "confirmed": sealed[1]}).status_code == 302
    assert Route.objects.get(scope=unit("1")).steps == RICH
    again = district.get(EDIT).content.decode()
    for value in ('value="民政局"', '<option value="proceed" selected', '<option value="collect" selected'):
        assert value in again, value
    wrong = [{**step, "bureau": "水利局"} if step.get("bureau") else step for step in RICH]
    refused = district.post(EDIT, form_of(wrong, do="preview"))
    assert refused.status_code == 422
    assert "没有名称带“水利局”的部门" in refused.content.decode().split("<h3>第 8 步")[1].split("<h3>")[0]
    blank = district.post(EDIT, form_of(RICH, do="preview", **{"s7-bureau": ""}))
    assert "请写区县的哪个部门来办" in blank.content.decode().split("<h3>第 8 步")[1].split("<h3>")[0]


def test_the_days_of_comment_count_for_the_day_to_submit() -> None:
    """Five working days for the committee, ten days of comment, two for the reviewer, three for the bureau."""
    calendar = current_calendar()
    due = date(2026, 11, 30)
    assert submit_by(RICH, due, calendar) < submit_by([s for s in RICH if s["key"] != COLLECT], due, calendar)
    without = submit_by([step for step in RICH if step["key"] not in (COLLECT, "civil")], due, calendar)
    assert submit_by(USUAL, due, calendar) == without


def test_a_preview_of_another_unit_confirms_nothing() -> None:
    district = signed_in("district")
    preview = district.post(EDIT, form_of(USUAL, do="preview")).content.decode()
    sealed = re.search(r'name="confirmed" value="(.*?)"', preview)
    assert sealed is not None
    elsewhere = "/u/11/catalogue/routes/default/"
    assert district.post(elsewhere, {"do": "confirm", "confirmed": sealed[1]}).status_code == 404
    assert district.post(EDIT, {"do": "confirm", "confirmed": sealed[1][:-3]}).status_code == 409


def test_a_street_may_tighten_but_not_loosen() -> None:
    longer = [{**step, "lead": "7wd"} if step["key"] == "supervision" else step for step in USUAL]
    route = lay_down("street", longer, where="11")
    assert routes_of(unit("111")).on("default", NOW.date()) == route
    assert routes_of(unit("121")).on("default", NOW.date()) != route, "the town is another"
    for loose, said in (
        ([step for step in USUAL if step["key"] != "secretary"], "“书记”这一步不能去掉"),
        ([{**step, "lead": "3wd"} if step["key"] == "supervision" else step for step in USUAL], "不能缩短"),
        ([{**step, "policy": "one"} if step["key"] == "supervision" else step for step in USUAL], "不能减少"),
        ([USUAL[0], USUAL[2], USUAL[1], *USUAL[3:]], "“书记”在“主任”后面"),
    ):
        with pytest.raises(NotNow, match=said):
            lay_down("street", loose, where="11")
    with pytest.raises(NotYours):
        lay_down("street", longer, where="1")
    with pytest.raises(NotYours):
        lay_down("clerk", longer, where="111")
    page = signed_in("street").post(
        "/u/11/catalogue/routes/default/", form_of([s for s in USUAL if s["key"] != "secretary"], do="preview")
    )
    assert page.status_code == 422
    assert "“书记”这一步不能去掉" in page.content.decode()


def test_what_the_district_laid_down_for_a_street_binds_the_street() -> None:
    """The street may add to it; it can neither go back behind it nor end it."""
    longer = [{**step, "lead": "7wd"} if step["key"] == "supervision" else step for step in USUAL]
    laid = lay_down("district", longer, where="11")
    with pytest.raises(NotNow, match="不能缩短"):
        lay_down("street", USUAL, where="11")
    with pytest.raises(NotNow, match="不能由您停用"):
        end_route(route_id=laid.pk, scope=unit("11"), last_day=NOW.date(), now=NOW, by=viewer("street"))
    street = signed_in("street")
    page = street.get("/u/11/catalogue/routes/").content.decode()
    assert "不用自己的流程了" not in page
    assert f"{unit('1').name}给{unit('11').name}定的" in page
    preview = street.post("/u/11/catalogue/routes/default/", form_of(USUAL, do="preview"))
    assert preview.status_code == 422
    assert "不能缩短" in preview.content.decode()
    longest = [{**step, "lead": "9wd"} if step["key"] == "supervision" else step for step in USUAL]
    own = lay_down("street", longest, where="11")
    assert routes_of(unit("111")).on("default", NOW.date()) == own
    ended = {"scope": unit("11"), "last_day": NOW.date(), "now": NOW}
    end_route(route_id=own.pk, by=viewer("street"), **ended)  # type: ignore[arg-type]
    tomorrow = NOW.date() + timedelta(days=1)
    assert routes_of(unit("111")).on("default", tomorrow) == laid, "that of the district holds again"
    end_route(route_id=laid.pk, by=viewer("district"), **ended)  # type: ignore[arg-type]


def test_a_page_lists_only_what_takes_the_route_there(client: Client) -> None:
    """What only a street makes public takes the route of offices, and a village's matters are not a community's."""
    known = versions_below(unit("1"), NOW.date())
    version = next(one for one in known if set(one.spec["applies_to"]).isdisjoint({"village", "community"}))
    assert version.title not in client.get("/u/111/catalogue/routes/").content.decode()
    listed = client.get("/u/1/catalogue/routes/").content.decode()
    assert version.title not in listed
    village = next(one for one in known if one.spec["applies_to"] == ["village"])
    assert village.title in listed, "there are villages below"
    assert village.title not in client.get("/u/111/catalogue/routes/").content.decode()


def test_who_hears_of_a_step_not_done_is_not_taken_away() -> None:
    climbing: list[Step] = [{**step, "late": "climb"} if step["key"] == "supervision" else step for step in USUAL]
    silent: list[Step] = [{**step, "late": "remind"} for step in USUAL]
    said = [problem.sentence for problem in looser(silent, climbing)]
    assert "上级流程里“监督委员会”过了天数要报上级，不能改成只提醒。" in said
    assert looser(climbing, silent) == []


def test_bad_input_is_told_in_words_of_ours() -> None:
    far = form_of(USUAL, do="preview", valid_from="9999-12-31", **{"s0-label": "办" * 21, "s3-lead_n": "100"})
    text = signed_in("district").post(EDIT, far).content.decode()
    assert "最远定到两年以后，请看看年份是不是写错了。" in text
    assert "太长了：最多 20 个字，现在有 21 个，请写短些。" in text
    assert "太大了：最大写 99。" in text
    name = signed_in("district").post(EDIT, form_of(USUAL, do="preview", name="坏\0字")).content.decode()
    assert "里面有看不见的坏字符" in name


def test_filing_made_an_approval_is_tighter() -> None:
    approve = {**USUAL[6], "kind": "approve", "blocks": True}
    assert looser([*USUAL[:6], approve], USUAL) == []
    assert looser(USUAL, [*USUAL[:6], approve])


def test_the_past_is_not_changed() -> None:
    with pytest.raises(NotNow, match="今天或以后"):
        lay_down("district", USUAL, on=NOW.date() - timedelta(days=1))
    with pytest.raises(NotNow, match="这个单位没有这一类公开"):
        set_route(
            scope=unit("111"),
            code="office",
            name="试的",
            steps=USUAL,
            source="试",
            valid_from=NOW.date(),
            now=NOW,
            by=viewer("district"),
        )
    route = lay_down("district", list(READY["sichuan"].steps))
    with pytest.raises(NotNow, match="和现在的流程一样"):
        lay_down("district", list(READY["sichuan"].steps))
    with pytest.raises(NotNow, match="最早今天停用"):
        end_route(
            route_id=route.pk,
            scope=unit("1"),
            last_day=NOW.date() - timedelta(days=1),
            now=NOW,
            by=viewer("district"),
        )
    later = NOW + timedelta(days=3)
    end_route(route_id=route.pk, scope=unit("1"), last_day=later.date(), now=NOW, by=viewer("district"))
    assert routes_of(unit("111")).on("default", later.date()) == route
    assert routes_of(unit("111")).on("default", later.date() + timedelta(days=1)).scope is None  # type: ignore[union-attr]
    with pytest.raises(NotNow, match="不是这个单位定的"):
        end_route(route_id=route.pk, scope=unit("11"), last_day=later.date(), now=NOW, by=viewer("street"))


def test_the_nearest_route_wins_and_of_one_unit_the_one_that_began_last() -> None:
    first = lay_down("district", list(READY["sichuan"].steps))
    own = lay_down("district", list(READY["chongqing"].steps), where="112")
    later = lay_down("district", list(READY["five_steps"].steps), on=date(2026, 6, 1))
    sooner = lay_down("district", list(READY["shandong"].steps), on=date(2026, 3, 1))
    near, far = routes_of(unit("112")), routes_of(unit("111"))
    assert {near.on("default", day) for day in (date(2026, 2, 1), date(2026, 7, 1))} == {own}
    wanted = {date(2026, 2, 1): first, date(2026, 4, 1): sooner, date(2026, 7, 1): later}
    assert {day: far.on("default", day) for day in wanted} == wanted
    assert far.on("party", date(2026, 7, 1)) == later, "there is none for the party's own matters"
    assert far.on("nothing", date(2026, 7, 1)) is None


def test_the_last_day_to_submit_is_that_of_the_route_that_will_hold_then() -> None:
    calendar = WorkCalendar.from_notices([])
    steps = list(READY["five_steps"].steps)  # 5 + 2 + 3 working days
    due = date(2026, 6, 30)
    assert submit_by(USUAL[:4], due, calendar) == date(2026, 6, 22)
    assert submit_by(steps, due, calendar) == date(2026, 6, 15)
    assert submit_by([USUAL[0], USUAL[4]], due, calendar) == due
    national = routes_of(unit("111")).on("default", due)
    late = lay_down("district", steps, on=date(2026, 6, 20), where="111")
    assert routes_of(unit("111")).applying("default", due, calendar) == (national, date(2026, 6, 19))
    soon = lay_down("district", list(READY["chongqing"].steps), on=date(2026, 6, 1), where="112")
    assert routes_of(unit("112")).applying("default", due, calendar) == (soon, date(2026, 6, 22))
    assert routes_of(unit("111")).applying("default", date(2026, 7, 31), calendar)[0] == late
