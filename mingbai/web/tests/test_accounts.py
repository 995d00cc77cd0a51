"""Coming in and going out: refusals in words, lock-out, forced change, one-time codes, and the journal of it all."""

# mypy: disable-error-code="union-attr, index, no-any-return, attr-defined"

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.utils import timezone

from mingbai.orgs.actions.people import end_term, give_password, let_in
from mingbai.orgs.models import Entry, PostKind
from mingbai.orgs.tests.conftest import world

__all__ = ["world"]

PASSWORD = "correct-horse-7"
LOGIN = "/accounts/login/"
CHANGE = "/accounts/password/change/"


@pytest.fixture(autouse=True)
def fresh_counts():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def clerk(world):
    return world.holder("111", PostKind.CLERK, "陈某", "chen")


def enter(client, login: str = "chen", password: str = PASSWORD, **more: str):
    return client.post(LOGIN, {"login": login, "password": password, **more})


def acts() -> list[str]:
    return list(Entry.objects.filter(act__startswith="account:").order_by("pk").values_list("act", flat=True))


def text_of(response) -> str:
    return str(response.content.decode())


def test_a_clerk_comes_in_to_the_desk_and_it_is_journalled(client, clerk) -> None:
    assert enter(client)["Location"] == "/desk/"
    entry = Entry.objects.get(act="account:login")
    assert (entry.user.username, entry.person.name, entry.unit.code) == ("chen", "陈某", "111")
    assert entry.address == "127.0.0.1"
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert acts()[-1] == "account:logout"
    assert client.get("/capacity/").status_code == 302


@pytest.mark.parametrize(("kind", "start"), [(PostKind.OPERATOR, "/admin/"), (PostKind.AUDITOR, "/journal/")])
def test_each_post_has_its_first_page(client, world, kind: str, start: str) -> None:
    world.holder("1", kind, "赵某", "zhao")
    assert enter(client, "zhao")["Location"] == start


def test_somebody_with_two_posts_chooses_first(client, world, clerk) -> None:
    world.seat(world.body("121", "office"), clerk.person, PostKind.CLERK)
    assert enter(client)["Location"] == "/capacity/"


def test_a_wrong_password_is_refused_in_words_without_saying_which(client, clerk) -> None:
    wrong, unknown = enter(client, password="no-such-pass"), enter(client, "nobody")
    for page in (wrong, unknown):
        assert "登录名或密码不对" in text_of(page)
    failed = Entry.objects.filter(act="account:failed").order_by("pk")
    assert [entry.note for entry in failed] == [{"login": "chen"}, {}]
    assert [entry.unit.code if entry.unit else "" for entry in failed] == ["111", ""]


def test_after_five_failures_the_right_password_waits_too_and_is_told_until_when(client, clerk) -> None:
    for _try in range(5):
        enter(client, password="no-such-pass")
    before = timezone.localtime()
    page = text_of(enter(client))
    found = re.search(r"密码错得太多次，先停一停。(\d\d):(\d\d) 以后再试", page)
    assert found
    minutes = (int(found[1]) * 60 + int(found[2]) - before.hour * 60 - before.minute) % (24 * 60)
    assert 15 <= minutes <= 16
    assert acts()[-1] == "account:locked"
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_or_resets_by_mail(client, db) -> None:
    for path in ("/accounts/signup/", "/accounts/password/reset/", "/accounts/email/"):
        assert client.get(path).status_code == 404


def test_a_temporary_password_must_be_changed_before_anything_else(client, clerk) -> None:
    user = clerk.person.user
    give_password(user=user, password="for-today-only", now=timezone.now())
    enter(client, password="for-today-only")
    for path in ("/capacity/", "/", "/journal/", "/admin/", "/help/", "/accounts/2fa/", "/no-such-page/"):
        assert client.get(path).headers.get("Location") == CHANGE, path
    assert client.post("/capacity/", {"tenure": clerk.pk})["Location"] == CHANGE
    assert "密码是别人发的" in text_of(client.get(CHANGE))
    same = {"oldpassword": "for-today-only", "password1": "for-today-only", "password2": "for-today-only"}
    assert "新密码和现在的一样" in text_of(client.post(CHANGE, same))
    new = same | {"password1": "only-mine-now", "password2": "only-mine-now"}
    assert client.post(CHANGE, new)["Location"] == LOGIN
    assert enter(client, password="only-mine-now")["Location"] == "/desk/"
    assert client.get("/capacity/").status_code == 200
    assert "account:password" in acts()


def test_a_temporary_password_may_also_be_left_by_going_out(client, clerk) -> None:
    give_password(user=clerk.person.user, password="for-today-only", now=timezone.now())
    enter(client, password="for-today-only")
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_a_weak_password_is_refused(client, clerk) -> None:
    enter(client)
    for weak in ("1234567890", "short", "password123"):
        page = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
        assert 'class="error"' in text_of(page), weak


def test_changing_the_password_ends_every_other_session(client, clerk, client2) -> None:
    enter(client)
    enter(client2)
    client.post(CHANGE, {"oldpassword": PASSWORD, "password1": "only-mine-now", "password2": "only-mine-now"})
    assert client2.get("/capacity/").status_code == 302


@pytest.fixture
def client2():
    from django.test import Client

    return Client()


def test_a_stopped_account_is_out_at_once_and_stays_out(client, clerk) -> None:
    enter(client)
    let_in(user=clerk.person.user, active=False, now=timezone.now())
    assert client.get("/capacity/").status_code == 302
    assert "账号停用了" in text_of(client.get(enter(client)["Location"]))
    assert client.get("/capacity/").status_code == 302


def test_an_ended_term_takes_the_rights_and_leaves_the_login(client, world) -> None:
    auditor = world.holder("1", PostKind.AUDITOR, "孙某", "sun")
    enter(client, "sun")
    assert client.get("/journal/").status_code == 200
    end_term(tenure=auditor, last_day=timezone.localdate() - timezone.timedelta(days=1), now=timezone.now())
    assert client.get("/journal/").status_code == 403
    assert "您现在没有任职" in text_of(client.get("/capacity/"))


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_one_time_codes_are_opened_used_and_closed(client, clerk, django_capture_on_commit_callbacks) -> None:
    enter(client)
    again = client.get("/accounts/2fa/totp/activate/")["Location"]
    assert client.get(again).status_code == 200
    client.post(again, {"password": PASSWORD})
    page = text_of(client.get("/accounts/2fa/totp/activate/"))
    secret = re.search(r'class="secret">([A-Z2-7]+)<', page)[1]
    assert "验证码不对" in text_of(client.post("/accounts/2fa/totp/activate/", {"code": "000000"}))
    cache.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)}).status_code == 302
    assert "已经开了" in text_of(client.get("/accounts/2fa/"))
    codes = re.findall(r'class="secret">(\w{6,})</li>', text_of(client.get("/accounts/2fa/recovery-codes/")))
    assert len(codes) == 10
    client.post("/accounts/logout/")

    cache.clear()
    assert enter(client)["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/capacity/").status_code == 302
    assert "输验证码" in text_of(client.get("/accounts/2fa/authenticate/"))
    assert client.post("/accounts/2fa/authenticate/", {"code": codes[0]})["Location"] == "/desk/"
    again = client.get("/accounts/2fa/totp/deactivate/")["Location"]
    client.post(again, {"password": PASSWORD})
    assert "只凭密码就能登录" in text_of(client.get("/accounts/2fa/totp/deactivate/"))
    client.post("/accounts/2fa/totp/deactivate/")
    assert "还没开" in text_of(client.get("/accounts/2fa/"))
    assert [act for act in acts() if "totp" in act] == ["account:totp_activated", "account:totp_deactivated"]
