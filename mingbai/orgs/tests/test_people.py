"""Lists of people, invitations, and how far an operator reaches."""

import io
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mingbai.kit.errors import NotFound, NotNow, NotYours
from mingbai.orgs.actions.invitations import accept, create_operator, invitation_of, invite
from mingbai.orgs.actions.people import appoint, give_password, let_in, open_account
from mingbai.orgs.actions.roster import load_people
from mingbai.orgs.models import Entry, Invitation, Person, PostKind, Tenure, User
from mingbai.orgs.rules.may import viewer_for
from mingbai.orgs.rules.tables import Refused

HEAD = "unit,body,post,title,name,since,until,login\n"
GOOD = (
    HEAD
    + "111,committee,director,主任,李某,2026-01-01,,li\n111,居（村）民委员会,clerk,,陈某,2026/01/01,2026-12-31,chen\n"
    + "111,supervision,监督委员会委员,委员,王某,2026-01-01,,\n"
)
ON = date(2026, 10, 11)


def viewer(tenure: Tenure):
    assert tenure.person.user
    return viewer_for(tenure.person.user, ON)


def test_a_list_makes_bodies_posts_people_and_logins(world) -> None:
    taken = load_people(data=GOOD.encode(), now=world.now)
    assert (taken.people, taken.tenures, taken.same, taken.logins) == (3, 3, 0, ["li", "chen"])
    director = Tenure.objects.get(person__name="李某")
    assert (director.post.title, director.post.body.name) == ("主任", "丁社区居民委员会")
    assert Tenure.objects.get(person__name="王某").post.body.name == "丁社区居务监督委员会"
    assert not User.objects.get(username="li").has_usable_password()


def test_the_same_list_again_changes_nothing(world) -> None:
    load_people(data=GOOD.encode(), now=world.now)
    entries = Entry.objects.count()
    again = load_people(data=GOOD.encode(), now=world.now)
    assert (again.people, again.tenures, again.same, again.logins) == (0, 0, 3, [])
    assert Entry.objects.count() == entries


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("999,committee,director,主任,甲某,2026-01-01,,", "第 5 行：没有代码是“999”的单位。"),
        ("111,board,director,主任,甲某,2026-01-01,,", "第 5 行：不认识机构类别“board”，可以写party"),
        ("111,committee,boss,主任,甲某,2026-01-01,,", "第 5 行：不认识职责“boss”"),
        ("111,committee,member,委员,,2026-01-01,,", "第 5 行：没有姓名"),
        ("111,committee,member,委员,甲某,,,", "第 5 行：没有写任职起"),
        ("111,committee,member,委员,甲某,2026-13-01,,", "任职起“2026-13-01”不是日期"),
        ("111,committee,member,委员,甲某,2026-05-01,2026-04-01,", "早于任职起"),
        ("111,committee,member,委员,甲某,2026-01-01,,li", "登录名“li”是别人的"),
        ("111,committee,member,委员,甲某,2026-01-01,,a b", "登录名“a b”要用"),
        ("111,supervision,supervisor,委员,李某,2026-01-01,,li", "不能同时在丁社区居务监督委员会任职"),
        ("111,committee,member", "应当有 8 列，这一行有 3 列"),
    ],
)
def test_one_bad_row_refuses_the_whole_list(world, line: str, said: str) -> None:
    with pytest.raises(Refused) as caught:
        load_people(data=(GOOD + line + "\n").encode(), now=world.now)
    assert len(caught.value.problems) == 1
    assert said in caught.value.lines()[0]
    assert not Person.objects.exists()
    assert not User.objects.exists()


def test_the_commands_make_an_operator_take_a_list_and_invite(world, tmp_path: Path) -> None:
    said, aside = io.StringIO(), io.StringIO()
    call_command("operator", "赵某", login="zhao", stdout=said, stderr=aside)
    token = said.getvalue().strip().rstrip("/").rpartition("/")[2]
    assert invitation_of(token, Invitation.objects.get().created_at).person.name == "赵某"
    assert viewer_for(User.objects.get(username="zhao"), Tenure.objects.get().since).kind == PostKind.OPERATOR
    file = tmp_path / "people.csv"
    file.write_text(GOOD, encoding="utf-8")
    call_command("load_people", file, stdout=io.StringIO())
    call_command("invite", "chen", stdout=said, stderr=aside)
    assert Invitation.objects.filter(person__name="陈某").count() == 1
    with pytest.raises(CommandError, match="没有登录名"):
        call_command("invite", "nobody")
    with pytest.raises(CommandError, match="已经有人用了"):
        call_command("operator", "钱某", login="Zhao")
    file.write_text(GOOD + "x\n", encoding="utf-8")
    with pytest.raises(CommandError, match="第 5 行"):
        call_command("load_people", file)


def test_only_the_hash_of_a_link_is_kept(world) -> None:
    token = create_operator(name="赵某", login="zhao", unit=world.unit("1"), now=world.now)
    assert Invitation.objects.get().token_hash == sha256(token.encode()).hexdigest()
    assert token not in str(list(Entry.objects.values()))


def test_a_link_works_once(world) -> None:
    token = create_operator(name="赵某", login="zhao", unit=world.unit("1"), now=world.now)
    user = accept(token=token, password="new-password-1", now=world.now + timedelta(days=6), address="10.0.0.1")
    assert user.check_password("new-password-1")
    with pytest.raises(NotNow, match="已经用过"):
        accept(token=token, password="other-password", now=world.now + timedelta(days=6))
    assert Entry.objects.get(act="invitation:use").address == "10.0.0.1"


def test_a_link_ends_after_seven_days_and_when_a_new_one_is_given(world) -> None:
    token = create_operator(name="赵某", login="zhao", unit=world.unit("1"), now=world.now)
    with pytest.raises(NotNow, match="已经失效"):
        invitation_of(token, world.now + timedelta(days=7))
    newer = invite(person=Person.objects.get(), now=world.now + timedelta(days=1))
    with pytest.raises(NotNow, match="已经失效"):
        invitation_of(token, world.now + timedelta(days=1))
    assert invitation_of(newer, world.now + timedelta(days=1))
    with pytest.raises(NotFound):
        invitation_of("made-up", world.now)


def test_an_operator_reaches_only_below_the_own_unit(world) -> None:
    street = world.holder("11", PostKind.OPERATOR, "赵某", "zhao")
    upstairs = world.holder("1", PostKind.DISTRICT_MANAGER, "钱某", "qian")
    here = world.holder("111", PostKind.CLERK, "陈某", "chen")
    by = viewer(street)
    assert invite(person=here.person, now=world.now, by=by)
    for act in (
        lambda: invite(person=upstairs.person, now=world.now, by=by),
        lambda: give_password(user=upstairs.person.user, password="stolen-123", now=world.now, by=by),
        lambda: let_in(user=upstairs.person.user, active=False, now=world.now, by=by),
        lambda: appoint(post=upstairs.post, person=here.person, since=ON, now=world.now, by=by),
    ):
        with pytest.raises(NotYours):
            act()
    assert upstairs.person.user.check_password("correct-horse-7")


def test_a_clerk_appoints_nobody(world) -> None:
    clerk = world.holder("111", PostKind.CLERK, "陈某", "chen")
    with pytest.raises(NotYours, match="这一步要由系统管理员来办"):
        appoint(post=clerk.post, person=world.person("甲某"), since=ON, now=world.now, by=viewer(clerk))


def test_an_operator_cannot_shut_himself_out(world) -> None:
    operator = world.holder("1", PostKind.OPERATOR, "赵某", "zhao")
    with pytest.raises(NotNow, match="不能停用您自己的账号"):
        let_in(user=operator.person.user, active=False, now=world.now, by=viewer(operator))


def test_a_stopped_account_gets_no_link(world) -> None:
    person = world.person("甲某")
    with pytest.raises(NotNow, match="还没有登录名"):
        invite(person=person, now=world.now)
    user = open_account(person=person, login="jia", now=world.now)
    with pytest.raises(NotNow, match="已经有登录名"):
        open_account(person=person, login="jia2", now=world.now)
    token = invite(person=person, now=world.now)
    let_in(user=user, active=False, now=world.now)
    with pytest.raises(NotNow, match="停用着"):
        invite(person=Person.objects.get(), now=world.now)
    with pytest.raises(NotNow, match="停用着"):
        accept(token=token, password="new-password-1", now=world.now)
