"""The operator's pages: who comes in, what they change, what stays out of reach."""

# mypy: disable-error-code="union-attr, index, no-any-return, attr-defined"

import re
from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from mingbai.orgs.models import Body, BodyKind, Entry, Invitation, Person, Post, PostKind, Relation, Tenure, Unit
from mingbai.orgs.tests.conftest import world

__all__ = ["world"]


def text_of(response) -> str:
    return str(response.content.decode())


@pytest.fixture
def operator(client, world):
    tenure = world.holder("1", PostKind.OPERATOR, "赵某", "zhao")
    client.force_login(tenure.person.user)
    return tenure


def test_the_site_has_no_login_of_its_own(client, db) -> None:
    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/?next=/admin/")["Location"] == "/accounts/login/?next=%2Fadmin%2F"
    assert client.post("/admin/login/", {"username": "a", "password": "b"}).status_code == 302


def test_pages_of_libraries_are_not_among_them(client, world) -> None:
    """They would show the keys of one-time codes, of everybody, without an entry in the journal."""
    assert {model._meta.app_label for model in admin.site._registry} <= {
        "orgs",
        "catalog",
        "duties",
        "disclosure",
        "channels",
    }


def test_somebody_who_lost_the_telephone_comes_in_again(client, world) -> None:
    operator = world.holder("1", PostKind.OPERATOR, "赵某", "zhao")
    clerk = world.holder("111", PostKind.CLERK, "陈某", "chen")
    Authenticator.objects.create(user=clerk.person.user, type="totp", data={"secret": "x"})
    client.force_login(operator.person.user)
    fields = {"action": "drop_codes", "_selected_action": [clerk.person.user.pk]}
    assert "办好 1 项" in text_of(client.post("/admin/orgs/user/", fields, follow=True))
    assert not Authenticator.objects.exists()
    assert Entry.objects.filter(act="account:second_factor_dropped").exists()
    assert "没有开验证码" in text_of(client.post("/admin/orgs/user/", fields, follow=True))


def test_others_are_told_whose_page_it_is(client, world) -> None:
    clerk = world.holder("111", PostKind.CLERK, "陈某", "chen")
    client.force_login(clerk.person.user)
    page = client.get("/admin/", follow=True)
    assert page.status_code == 403
    assert "这一步要由系统管理员来办" in text_of(page)


def test_every_list_and_form_opens(client, world, operator) -> None:
    committee = world.body("121", BodyKind.COMMITTEE)
    other = world.seat(committee, "李某").person
    Relation.objects.create(person=operator.person, other=other, kind="兄弟")
    for model, page in admin.site._registry.items():
        if model._meta.app_label != "orgs":
            continue
        name = f"admin:orgs_{model._meta.model_name}"
        listing = client.get(reverse(f"{name}_changelist"))
        assert listing.status_code == 200, name
        assert client.get(reverse(f"{name}_changelist"), {"q": "某"}).status_code == 200, name
        request = listing.wsgi_request
        if page.has_add_permission(request):
            assert client.get(reverse(f"{name}_add")).status_code == 200, name
        first = page.get_queryset(request).first()
        if first is not None:
            assert client.get(reverse(f"{name}_change", args=[first.pk])).status_code == 200, name


def test_a_body_that_breaks_a_rule_comes_back_with_the_sentence(client, world, operator) -> None:
    world.body("121", BodyKind.COMMITTEE, name="村民委员会")
    fields = {"unit": world.unit("121").pk, "kind": "supervision", "name": "监督委员会"}
    wrong = client.post("/admin/orgs/body/add/", fields | {"term_from": "2026-01-01", "term_until": "2027-01-01"})
    assert "的任期要和村民委员会相同" in text_of(wrong)
    right = client.post("/admin/orgs/body/add/", fields | {"term_from": "2026-01-01", "term_until": "2030-12-31"})
    assert right.status_code == 302
    entry = Entry.objects.filter(act="body:keep").latest("pk")
    assert (entry.person.name, entry.unit.code, entry.record_id) == ("赵某", "121", str(Body.objects.latest("pk").pk))


def test_an_appointment_follows_the_rules_and_is_journalled(client, world, operator) -> None:
    committee = world.body("121", BodyKind.COMMITTEE, name="村民委员会")
    watch = world.body("121", BodyKind.SUPERVISION, name="监督委员会")
    husband, wife = world.person("李某"), world.person("王某")
    Relation.objects.create(person=husband, other=wife, kind="配偶")
    world.seat(committee, husband)
    post = world.post(watch, PostKind.SUPERVISOR)
    fields = {"post": post.pk, "person": wife.pk, "since": "2026-01-01", "until": "", "elected_on": "", "how": ""}
    assert "近亲属" in text_of(client.post("/admin/orgs/tenure/add/", fields))
    assert not Tenure.objects.filter(person=wife).exists()
    fields["person"] = world.person("周某").pk
    assert client.post("/admin/orgs/tenure/add/", fields).status_code == 302
    made = Tenure.objects.get(person__name="周某")
    assert made.until == date(2030, 12, 31)
    assert Entry.objects.get(act="tenure:start", record_id=str(made.pk)).user == operator.person.user
    assert client.post(f"/admin/orgs/tenure/{made.pk}/change/", {"until": "2026-06-30"}).status_code == 302
    made.refresh_from_db()
    assert made.until == date(2026, 6, 30)
    again = client.post(f"/admin/orgs/tenure/{made.pk}/change/", {"until": "2026-12-31"}, follow=True)
    assert "任职已经到 2026-06-30 为止" in text_of(again)


def test_ending_today_from_the_list(client, world, operator) -> None:
    seat = world.seat(world.body("121", BodyKind.COMMITTEE), "李某")
    fields = {"action": "end_today", "_selected_action": [seat.pk]}
    assert "办好 1 项" in text_of(client.post("/admin/orgs/tenure/", fields, follow=True))
    seat.refresh_from_db()
    assert seat.until == timezone.localdate()


def test_a_person_with_a_login_gets_a_link_that_is_shown_once(client, world, operator) -> None:
    fields = {"name": "吴某", "login": "Wu", "note": ""}
    assert client.post("/admin/orgs/person/add/", fields).status_code == 302
    person = Person.objects.get(name="吴某")
    assert person.user.username == "wu"
    again = client.post("/admin/orgs/person/add/", fields)
    assert "已经有人用了" in text_of(again)
    page = client.post("/admin/orgs/person/", {"action": "send_links", "_selected_action": [person.pk]})
    link = re.search(r"http://127\.0\.0\.1:8000(/invitation/[\w-]+/)", text_of(page))[1]
    assert "no-store" in page["Cache-Control"]
    assert "messages" not in page.cookies
    assert "wu" in text_of(client.get(link))
    assert Invitation.objects.count() == 1


def test_a_temporary_password_is_shown_once_and_works(client, world, operator) -> None:
    clerk = world.holder("111", PostKind.CLERK, "陈某", "chen")
    fields = {"action": "temporary", "_selected_action": [clerk.person.user.pk]}
    password = re.search(r"<code>(\w{12})</code>", text_of(client.post("/admin/orgs/user/", fields)))[1]
    clerk.person.user.refresh_from_db()
    assert clerk.person.user.check_password(password)
    assert clerk.person.user.must_change_password
    assert password not in text_of(client.get("/admin/orgs/user/"))


def test_logins_are_stopped_and_allowed_again(client, world, operator) -> None:
    clerk = world.holder("111", PostKind.CLERK, "陈某", "chen")
    users = [clerk.person.user.pk, operator.person.user.pk]
    page = client.post("/admin/orgs/user/", {"action": "stop", "_selected_action": users}, follow=True)
    assert "不能停用您自己的账号" in text_of(page)
    clerk.person.user.refresh_from_db()
    assert not clerk.person.user.is_active
    client.post("/admin/orgs/user/", {"action": "allow", "_selected_action": users[:1]})
    clerk.person.user.refresh_from_db()
    assert clerk.person.user.is_active


def test_a_unit_is_added_and_moved_by_the_same_rules_as_a_list(client, world, operator) -> None:
    fields = {"code": "111001", "name": "第一居民小组", "kind": "group", "parent": world.unit("111").pk}
    assert client.post("/admin/orgs/unit/add/", fields).status_code == 302
    group = Unit.objects.get(code="111001")
    assert group.path.startswith(world.unit("111").path)
    moved = fields | {"name": "第二居民小组", "parent": world.unit("121").pk}
    assert client.post(f"/admin/orgs/unit/{group.pk}/change/", moved).status_code == 302
    group.refresh_from_db()
    assert (group.name, group.parent.code) == ("第二居民小组", "121")
    village = world.unit("121")
    circle = {"name": village.name, "kind": "village", "parent": group.pk}
    assert "也不能是它下面的单位" in text_of(client.post(f"/admin/orgs/unit/{village.pk}/change/", circle))
    assert "请选上级单位" in text_of(client.post("/admin/orgs/unit/add/", fields | {"code": "2", "parent": ""}))
    assert Entry.objects.get(act="unit:change").person.name == "赵某"


def test_a_street_s_operator_sees_only_the_street(client, world) -> None:
    here = world.holder("11", PostKind.OPERATOR, "赵某", "zhao")
    far = world.holder("12", PostKind.STREET_REVIEWER, "钱某", "qian")
    client.force_login(here.person.user)
    assert "丙镇" not in text_of(client.get("/admin/orgs/unit/"))
    assert "钱某" not in text_of(client.get("/admin/orgs/person/"))
    assert client.get(f"/admin/orgs/user/{far.person.user.pk}/change/").status_code == 302
    fields = {"action": "temporary", "_selected_action": [far.person.user.pk]}
    client.post("/admin/orgs/user/", fields)
    far.person.user.refresh_from_db()
    assert far.person.user.check_password("correct-horse-7")
    fields = {"unit": world.unit("12").pk, "kind": "office", "name": "别处"}
    assert client.post("/admin/orgs/body/add/", fields).status_code == 200
    assert not Body.objects.filter(name="别处").exists()


def test_nothing_is_deleted_but_a_mistaken_relation(client, world, operator) -> None:
    seat = world.seat(world.body("121", BodyKind.COMMITTEE), "李某")
    for name, row in {"tenure": seat, "post": seat.post, "person": seat.person, "body": seat.post.body}.items():
        assert client.post(f"/admin/orgs/{name}/{row.pk}/delete/", {"post": "yes"}).status_code == 403, name
    relation = Relation.objects.create(person=seat.person, other=operator.person, kind="兄弟")
    client.post(f"/admin/orgs/relation/{relation.pk}/delete/", {"post": "yes"})
    assert not Relation.objects.exists()
    assert Entry.objects.get(act="relation:remove").person.name == "赵某"
    assert Post.objects.filter(pk=seat.post_id).exists()


def test_the_operator_reads_and_exports_the_journal_but_cannot_touch_it(client, world, operator) -> None:
    entry = Entry.objects.order_by("pk").first()
    assert "装入单位名册" in text_of(client.get("/admin/orgs/entry/"))
    assert client.post(f"/admin/orgs/entry/{entry.pk}/change/", {"act": "x"}).status_code == 403
    assert client.get("/admin/orgs/entry/add/").status_code == 403
    out = client.post("/admin/orgs/entry/", {"action": "as_csv", "_selected_action": [entry.pk]})
    assert out.content.startswith(b"\xef\xbb\xbf")
    assert Entry.objects.filter(act="journal:export").exists()


def test_bodies_that_break_a_rule_are_listed(client, world, operator) -> None:
    watch = world.body("121", BodyKind.SUPERVISION, name="监督委员会")
    page = client.post("/admin/orgs/body/", {"action": "check_rules", "_selected_action": [watch.pk]})
    assert "监督委员会至少 3 人，现在 0 人" in text_of(page)


def test_pages_of_a_demo_say_so(client, world, operator, settings) -> None:
    note = "演示数据，数字是编的"
    assert note not in text_of(client.get("/admin/"))
    settings.DEMO = True
    pages = ("/admin/", "/admin/orgs/person/", "/admin/orgs/person/add/", "/admin/orgs/person/?_popup=1")
    assert [page for page in pages if note not in text_of(client.get(page))] == []


def test_people_are_told_apart_and_found_by_unit_and_post(client, world, operator) -> None:
    world.holder("111", PostKind.CLERK, "陈某", "chen")
    world.holder("121", PostKind.DIRECTOR, "李某", "li")
    unit = Unit.objects.get(code="111")
    page = text_of(client.get("/admin/orgs/person/"))
    assert f"{unit.short_name} " in page
    found = text_of(client.get("/admin/orgs/person/", {"q": unit.short_name}))
    assert "陈某" in found
    assert "李某" not in found
    kind = text_of(client.get("/admin/orgs/person/", {"tenures__post__kind__exact": "director"}))
    assert "李某" in kind
    assert ">陈某<" not in kind


def test_a_link_is_handed_over_with_the_name_to_log_in_with(client, world, operator) -> None:
    clerk = world.holder("111", PostKind.CLERK, "陈某", "chen").person
    fields = {"action": "send_links", "_selected_action": [clerk.pk]}
    assert "陈某（登录名 chen）" in text_of(client.post("/admin/orgs/person/", fields, follow=True))
    assert "chen" in text_of(client.get("/admin/orgs/invitation/"))
