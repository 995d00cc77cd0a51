"""The roll of a unit: who may keep it, what a line may hold, and whom a keeper may invite to log in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from mingbai.kit.errors import NotFound
from mingbai.kit.workdays import say_day
from mingbai.orgs.models import Membership, Person, Tenure, Tier, Unit
from mingbai.orgs.models.memberships import MembershipQuerySet
from mingbai.orgs.rules.may import Permission, Viewer
from mingbai.orgs.rules.tables import text_of

COLUMNS = ("姓名", "类别", "组别", "从哪天起", "到哪天止", "登录名")  # of the file, in whatever language the page is
NAME_MAX, GROUP_MAX = 40, 20
DIGITS = re.compile(r"[0-9０-９]{6,}")


def roll_unit(viewer: Viewer, code: str) -> Unit:
    """The unit whose roll this viewer keeps; NotYours for other posts, NotFound for other units."""
    viewer.require(Permission.ROLL_WRITE)
    unit = Unit.objects.select_related("parent").filter(code=code).first() if "\0" not in code else None
    if unit is None or not viewer.may(Permission.ROLL_WRITE, unit):
        raise NotFound
    return unit


def roll_of(unit: Unit) -> MembershipQuerySet:
    """Every line of the roll, ended ones too, as the page lists them."""
    return Membership.objects.filter(unit=unit).select_related("person__user").order_by("person__name", "tier", "since")


def found_on(unit: Unit, words: str, tier: str) -> MembershipQuerySet:
    """The lines in which the words stand, of a tier where one is named; `words` may be anything that was typed."""
    found = roll_of(unit)
    if words := words.replace("\0", "").strip():
        found = found.filter(Q(person__name__contains=words) | Q(group__contains=words))
    return found.filter(tier=tier) if tier in Tier.values else found


def why_not_line(name: str, group: str, since: date, until: date | None) -> str:
    """Why a line can't stand as written; empty when it can. The roll keeps no number of any kind."""
    if not name or len(name) > NAME_MAX:
        return _("没有姓名，或者姓名太长。")
    if len(group) > GROUP_MAX:
        return _("组别太长，不超过 %(n)s 个字，例如：二组。") % {"n": GROUP_MAX}
    if DIGITS.search(name) or DIGITS.search(group):
        return _("名册里不写证件号、电话号码。请只写姓名和组别。")
    if until is not None and until < since:
        return _("到哪天止（%(until)s）早于从哪天起（%(since)s）。") % {"until": until, "since": since}
    return ""


def why_not_twice(unit: Unit, person: Person, tier: str, since: date, until: date | None) -> str:
    """Nobody stands twice on the roll at the same time; empty when the person does not."""
    there = Membership.objects.filter(unit=unit, person=person, tier=tier).sharing(since, until).first()
    if there is None:
        return ""
    words = {"name": person.name, "tier": there.get_tier_display(), "day": say_day(there.since)}
    return _("%(name)s从 %(day)s 起已经登记为%(tier)s。") % words


def candidates(unit: Unit, name: str, group: str) -> list[Person]:
    """The people of the unit who go by that name: on its roll, in the same group where both say one, or in a post."""
    lines = Membership.objects.filter(unit=unit, person__name=name).select_related("person")
    alike = {line.person_id: line.person for line in lines if not group or not line.group or line.group == group}
    held = Tenure.objects.filter(post__body__unit=unit, person__name=name).select_related("person")
    return list((alike | {tenure.person_id: tenure.person for tenure in held}).values())


def why_not_invite(unit: Unit, person: Person) -> str:
    """Why the keeper of this roll may not send the person a link that sets a password; empty when allowed.

    Whoever can set a password can act as its owner: never that of somebody in a post, nor of another unit's member.
    """
    if Tenure.objects.filter(person=person).exists():
        return _("%(name)s有职务，登录的链接要由系统管理员来发。") % {"name": person.name}
    if Membership.objects.filter(person=person).exclude(unit=unit).exists():
        return _("%(name)s也在别的单位的名册上，登录的链接要由系统管理员来发。") % {"name": person.name}
    return ""


def pasted(text: str) -> bytes:
    """What was pasted from a spreadsheet, as the CSV that a file would hold: its cells are parted by tabs."""
    if "\t" not in text:
        return text.encode()
    out = io.StringIO(newline="")
    csv.writer(out).writerows(line.split("\t") for line in text.splitlines())
    return out.getvalue().encode()


def with_heading(data: bytes) -> bytes:
    """A list without its first line of names gets one, for it is the lines that people copy."""
    text = text_of(data)
    first = next(iter(text.splitlines()), "")
    return text.encode() if COLUMNS[0] in first else f"{','.join(COLUMNS)}\n{text}".encode()


def tier_of(word: str) -> str:
    """The tier that a word of a list means; empty when it means none."""
    return next((tier.value for tier in Tier if word in (tier.value, str(tier.label))), "")


def row_of(line: Membership) -> Sequence[str]:
    """A line as the file has it, so that what was exported can be taken in again."""
    login = line.person.user.username if line.person.user else ""
    until = line.until.isoformat() if line.until else ""
    return (line.person.name, str(line.get_tier_display()), line.group, line.since.isoformat(), until, login)
