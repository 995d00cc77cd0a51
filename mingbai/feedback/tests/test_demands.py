"""Many demand together that a matter be published: names for the committee only, enough of them become a duty."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from mingbai.disclosure.tests.factories import World
from mingbai.duties.models import Duty
from mingbai.feedback.actions import demand, sign, tick, verify
from mingbai.feedback.models import Demand, DemandKind, Signer, Verification
from mingbai.feedback.rules.demands import share_of
from mingbai.kit.errors import NotFound, NotNow
from mingbai.orgs.models import Entry, Unit

pytestmark = pytest.mark.django_db
WORDS = "请公开修路的招标和合同"


def opened(world: World, **more: Any) -> Demand:
    told = {"code": "JW04", "kind": "deputies", "words": WORDS, "name": "钱某", "place": "二组", **more}
    return demand(unit=world.community, now=world.now, **told)


def signed(world: World, found: Demand, number: int) -> list[int]:
    for nth in range(number):
        sign(demand_id=found.pk, name=f"王{nth}", place="三组", now=world.now)
    return list(Signer.objects.filter(demand=found).order_by("pk").values_list("pk", flat=True))


def test_enough_signatures_become_a_duty_with_its_own_clock(lasting: World) -> None:
    found = opened(lasting)
    keys = signed(lasting, found, 7)
    made = verify(demand_id=found.pk, valid=keys, base=40, now=lasting.now, by=lasting.by("chair"))
    assert (made.valid, made.needed) == (8, 8)
    assert made.duty
    duty = Duty.objects.get(pk=made.duty.pk)
    assert duty.title == f"{WORDS}（联名要求公开）"
    assert duty.due > duty.period_start
    assert Entry.objects.get(act="duty:open", record_id=str(duty.pk)).tenure == lasting.by("chair").tenure
    with pytest.raises(NotNow, match="核实过了"):
        verify(demand_id=found.pk, valid=keys, base=40, now=lasting.now, by=lasting.by("member"))
    with pytest.raises(NotNow, match="不再收签名"):
        sign(demand_id=found.pk, name="迟某", place="三组", now=lasting.now)


def test_others_find_it_from_the_board_and_sign(lasting: World, client: Client) -> None:
    """A tenth of a village never signs what only its first signer can find."""
    found = opened(lasting)
    signed(lasting, found, 2)
    code = lasting.community.code
    say = f"/say/{code}/"
    assert say in client.get(f"/u/{code}/").content.decode()
    for page in (say, f"/say/{code}/demand/"):
        shown = client.get(page).content.decode()
        assert f'href="/d/{found.pk}/"' in shown
        assert WORDS in shown
        assert "已有 3 人签名" in shown
        assert "钱某" not in shown
        assert "王0" not in shown
    assert "大家联名要求公开的" in client.get(f"/d/{found.pk}/").content.decode(), "how to send a neighbour there"
    keys = signed(lasting, found, 6)
    verify(demand_id=found.pk, valid=keys, base=30, now=lasting.now, by=lasting.by("chair"))
    shown = client.get(say).content.decode()
    assert "签名够了，最迟" in shown
    assert "点开也能签" not in shown
    other = Unit.objects.filter(kind=lasting.community.kind).exclude(pk=lasting.community.pk).first()
    assert other is None or f"/d/{found.pk}/" not in client.get(f"/say/{other.code}/").content.decode()


def test_the_same_demand_once_more_signs_the_open_one(lasting: World, client: Client) -> None:
    """Pressed twice, or a neighbour in the same words: signatures apart would be too few in both."""
    form = {"code": "JW04", "kind": "deputies", "words": WORDS, "name": "钱某", "place": "二组", "website": ""}
    page = f"/say/{lasting.community.code}/demand/"
    first = client.post(page, form)
    assert first.status_code == 302
    assert client.post(page, form).headers["Location"] == first.headers["Location"]
    assert client.post(page, {**form, "name": "孙某"}).headers["Location"] == first.headers["Location"]
    found = Demand.objects.get()
    keys = list(Signer.objects.filter(demand=found).values_list("pk", flat=True))
    made = verify(demand_id=found.pk, valid=keys, base=40, now=lasting.now, by=lasting.by("chair"))
    assert made.valid == 2, "a name counts once"
    assert opened(lasting).pk != found.pk, "what is verified takes no more; one may demand anew"
    assert opened(lasting, kind="residents").pk != Demand.objects.order_by("pk")[1].pk


def test_too_few_are_told_by_how_many(lasting: World, client: Client) -> None:
    found = opened(lasting)
    keys = signed(lasting, found, 7)
    made = verify(demand_id=found.pk, valid=keys[:7], base=40, now=lasting.now, by=lasting.by("chair"))
    assert (made.valid, made.duty_id) == (7, None)
    page = client.get(f"/d/{found.pk}/").content.decode()
    assert "要 8 人，有效签名 7 人" in page
    assert "没有够" in page


def test_names_are_for_the_committee_only(lasting: World) -> None:
    found = opened(lasting)
    for login in ("clerk", "director", "secretary", "street", "district", "auditor", "operator", "other"):
        reader = Client()
        reader.force_login(lasting.user(login))
        assert reader.get(f"/desk/demand/{found.pk}/").status_code == 404
        assert "钱某" not in reader.get(f"/d/{found.pk}/").content.decode()
    member = Client()
    member.force_login(lasting.user("member"))
    assert "钱某 二组" in member.get(f"/desk/demand/{found.pk}/").content.decode()
    assert f"/desk/demand/{found.pk}/" in member.get("/desk/").content.decode()
    with pytest.raises(NotFound):
        verify(demand_id=found.pk, valid=[], base=9, now=lasting.now, by=lasting.by("clerk"))
    told = [str(value) for row in Entry.objects.values() for value in row.values()]
    assert not any("钱某" in value for value in told)
    for entry in Entry.objects.filter(act__startswith="demand:"):
        assert (entry.user, entry.tenure, entry.address) == (None, None, None)


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"words": "请打 13900001234"}, "手机号"),
        ({"words": " "}, "要求公开什么"),
        ({"code": "XX99"}, "请选要求公开的事项"),
        ({"kind": "all"}, "请选要求公开的事项"),
        ({"name": " "}, "联名要写姓名"),
    ],
)
def test_what_is_refused_is_not_kept(lasting: World, told: dict[str, str], sentence: str) -> None:
    with pytest.raises(NotNow, match=sentence), transaction.atomic():
        opened(lasting, **told)
    assert not Demand.objects.exists()


def test_nobody_learns_from_the_form_who_has_signed_and_a_name_counts_once(lasting: World) -> None:
    """Signing for somebody else to see whether they have signed tells nothing: it looks the same either way."""
    found = opened(lasting)
    answers = [
        Client().post(f"/d/{found.pk}/", {"name": name, "place": "二组"}, follow=True).content.decode()
        for name in ("钱某", "孙某")
    ]
    assert all("签好了" in answer for answer in answers)
    assert "已经有 3 个签名" in Client().get(f"/d/{found.pk}/").content.decode()
    member = Client()
    member.force_login(lasting.user("member"))
    assert member.get(f"/desk/demand/{found.pk}/").content.decode().count("又签了一次，只算一次") == 1
    keys = list(Signer.objects.filter(demand=found).values_list("pk", flat=True))
    assert verify(demand_id=found.pk, valid=keys, base=9, now=lasting.now, by=lasting.by("chair")).valid == 2


def test_only_signers_of_this_demand_count(lasting: World) -> None:
    found, other = opened(lasting), opened(lasting, words="请公开低保名额的分配")
    foreign = signed(lasting, other, 3)
    made = verify(demand_id=found.pk, valid=foreign, base=5, now=lasting.now, by=lasting.by("chair"))
    assert made.valid == 0


@pytest.mark.parametrize("base", [0, 100_001])
def test_the_number_of_those_who_may_sign_must_make_sense(lasting: World, base: int) -> None:
    found = opened(lasting)
    with pytest.raises(NotNow, match="一共多少人"):
        verify(demand_id=found.pk, valid=[], base=base, now=lasting.now, by=lasting.by("chair"))
    assert not Verification.objects.exists()


@pytest.mark.parametrize(
    ("code", "kind", "base", "needed"),
    [
        ("500153001003", DemandKind.RESIDENTS, 101, 11),
        ("500153001003", DemandKind.RESIDENTS, 100, 10),
        ("500153001003", DemandKind.REPRESENTATIVES, 41, 9),
        ("460100001001", DemandKind.REPRESENTATIVES, 30, 10),
    ],
)
def test_the_share_is_a_local_figure(code: str, kind: str, base: int, needed: int) -> None:
    assert share_of(Unit(code=code), kind).of(base) == needed


def test_names_are_forgotten_when_their_term_is_over(lasting: World) -> None:
    found, waiting = opened(lasting), opened(lasting, words="请公开低保名额的分配")
    keys = signed(lasting, found, 1)
    verify(demand_id=found.pk, valid=keys, base=10, now=lasting.now, by=lasting.by("chair"))
    assert tick(lasting.now + timedelta(days=90)) == 0
    assert tick(lasting.now + timedelta(days=91)) == 2
    assert set(Signer.objects.values_list("demand", flat=True)) == {waiting.pk}
    assert tick(lasting.now + timedelta(days=367)) == 1
