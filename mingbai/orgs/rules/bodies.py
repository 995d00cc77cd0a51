"""Who may sit where: size, relatives, finance skill and term of the bodies that watch over a committee."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from mingbai.orgs.models import Body, BodyKind, Person, Post, PostKind, Relation, Tenure, Unit, UnitKind

# 《关于建立健全村务监督委员会的指导意见》: three to five; the local scheme uses the same for its finance group.
SIZES = {BodyKind.SUPERVISION: (3, 5), BodyKind.FINANCE_GROUP: (3, 5)}
# They work for the committee without being elected into it.
STAFF = (PostKind.CLERK, PostKind.PRIVACY_REVIEWER)


def size_of(body: Body) -> tuple[int | None, int | None]:
    """The least and the most people of a body; a local figure goes before the general one, None means no bound."""
    least, most = SIZES.get(BodyKind(body.kind), (None, None))
    return body.size_min or least, body.size_max or most


def law_of(unit: Unit) -> str:
    """The article on the supervision committee that binds this unit."""
    if unit.kind == UnitKind.VILLAGE:
        return _("《村民委员会组织法》第三十七条")
    return _("《城市居民委员会组织法》第三十六条")


def at_some_time(since: date, until: date | None) -> Q:
    """Condition for tenures that share at least one day with the given time."""
    begun = Q(since__lte=until) if until else Q()
    return begun & (Q(until__isnull=True) | Q(until__gte=since))


def members(body: Body, since: date, until: date | None) -> list[Person]:
    """The people who sit in a body at some time of the given one, staff left out, each once."""
    held = body_tenures(body, since, until).exclude(post__kind__in=STAFF).select_related("person")
    return list({tenure.person_id: tenure.person for tenure in held.order_by("since", "pk")}.values())


def body_tenures(body: Body, since: date, until: date | None):  # type: ignore[no-untyped-def]
    """The tenures of a body that share a day with the given time."""
    return Tenure.objects.filter(at_some_time(since, until), post__body=body)


def why_not_appoint(*, post: Post, person: Person, since: date, until: date | None) -> list[str]:
    """Why a person may not take a post from `since` to `until`; empty when it is allowed.

    Committee members and their near relatives may not sit on the supervision committee (村委会法 37, 居委会法 36),
    whichever of the two comes first; a body is never larger than its rule, nor filled up without the finance skill.
    """
    body = post.body
    if until and until < since:
        return [_("任职止（%(until)s）早于任职起（%(since)s）。") % {"until": until, "since": since}]
    found = _why_not_this_time(post, person, since, until)
    if post.kind not in STAFF:
        found += why_not_facing(body, person, since, until) + _why_not_full(body, person, since, until)
    return found


def _why_not_this_time(post: Post, person: Person, since: date, until: date | None) -> list[str]:
    body = post.body
    found = []
    if body.term_from and since < body.term_from:
        said = {"body": body.name, "day": body.term_from}
        found.append(_("%(body)s本届从 %(day)s 开始，任职起不能更早。") % said)
    if body.term_until and (until is None or until > body.term_until):
        said = {"body": body.name, "day": body.term_until}
        found.append(_("%(body)s本届到 %(day)s 届满，任职止不能更晚。") % said)
    if Tenure.objects.filter(at_some_time(since, until), post=post, person=person).exists():
        found.append(_("%(name)s这段时间已经担任%(title)s。") % {"name": person.name, "title": post.title})
    return found


def why_not_facing(body: Body, person: Person, since: date, until: date | None) -> list[str]:
    """One kind of body watches the other; nobody watches himself or his family."""
    facing = {BodyKind.SUPERVISION.value: BodyKind.COMMITTEE, BodyKind.COMMITTEE.value: BodyKind.SUPERVISION}
    if body.kind not in facing:
        return []
    there = Tenure.objects.filter(
        at_some_time(since, until), post__body__unit=body.unit_id, post__body__kind=facing[body.kind]
    ).exclude(post__kind__in=STAFF)
    others = {tenure.person_id: tenure for tenure in there.select_related("person", "post__body__unit")}
    law = law_of(body.unit)
    if person.pk in others:
        said = {"name": person.name, "other": others[person.pk].post.body.name, "body": body.name, "law": law}
        return [_("%(name)s在%(other)s任职，不能同时在%(body)s任职（%(law)s）。") % said]
    if not others:
        return []
    related = Relation.objects.filter(
        Q(person=person, other__in=list(others)) | Q(other=person, person__in=list(others))
    ).select_related("person", "other")
    found = []
    for relation in related.order_by("pk"):
        relative = relation.other if relation.person_id == person.pk else relation.person
        said = {
            "name": person.name,
            "relative": relative.name,
            "kind": relation.kind,
            "other": others[relative.pk].post.body.name,
            "body": body.name,
            "law": law,
        }
        found.append(
            _(
                "%(name)s和%(relative)s（%(kind)s）是近亲属，%(relative)s在%(other)s任职，所以%(name)s不能进%(body)s（%(law)s）。"
            )
            % said
        )
    return found


def _why_not_full(body: Body, person: Person, since: date, until: date | None) -> list[str]:
    _least, most = size_of(body)
    if most is None:
        return []
    there = [member for member in members(body, since, until) if member.pk != person.pk]
    if len(there) >= most:
        return [_("%(body)s最多 %(most)s 人，已经满了。") % {"body": body.name, "most": most}]
    skilled = person.finance_skill or any(member.finance_skill for member in there)
    if body.kind == BodyKind.SUPERVISION and len(there) + 1 == most and not skilled:
        said = {"body": body.name, "law": law_of(body.unit)}
        return [_("%(body)s只剩一个名额，要留给有财会或管理知识的人（%(law)s）。") % said]
    return []


def why_not_body(body: Body) -> list[str]:
    """Why a body may not be kept as it is: its term or size is upside down, or its term not the committee's."""
    found = []
    if body.term_from and body.term_until and body.term_until < body.term_from:
        found.append(_("届满的日子早于本届开始的日子。"))
    if body.size_min and body.size_max and body.size_max < body.size_min:
        found.append(_("最多人数少于最少人数。"))
    return found or term_problems(body)


def term_problems(body: Body) -> list[str]:
    """The supervision committee serves as long as the committee that it watches (村委会法 37)."""
    if body.kind != BodyKind.SUPERVISION or not body.unit_id:
        return []
    committee = Body.objects.filter(unit=body.unit_id, kind=BodyKind.COMMITTEE, term_from__isnull=False).first()
    if committee is None or (body.term_from, body.term_until) == (committee.term_from, committee.term_until):
        return []
    said = {
        "body": body.name,
        "committee": committee.name,
        "since": committee.term_from,
        "until": committee.term_until or _("未定"),
        "law": law_of(body.unit),
    }
    return [_("%(body)s的任期要和%(committee)s相同：%(since)s 至 %(until)s（%(law)s）。") % said]


def warnings(body: Body, on: date) -> list[str]:
    """What is not in order in a body on a day, for the operator's list; empty when all is well."""
    there = members(body, on, on)
    least, most = size_of(body)
    found = []
    if least and len(there) < least:
        said = {"body": body.name, "least": least, "now": len(there)}
        found.append(_("%(body)s至少 %(least)s 人，现在 %(now)s 人。") % said)
    if most and len(there) > most:
        said = {"body": body.name, "most": most, "now": len(there)}
        found.append(_("%(body)s最多 %(most)s 人，现在 %(now)s 人。") % said)
    if body.kind == BodyKind.SUPERVISION:
        if there and not any(member.finance_skill for member in there):
            said = {"body": body.name, "law": law_of(body.unit)}
            found.append(_("%(body)s里没有有财会或管理知识的人（%(law)s）。") % said)
        for member in there:
            found += why_not_facing(body, member, on, on)
    if body.term_until and body.term_until < on:
        found.append(_("%(body)s本届到 %(day)s 已经届满。") % {"body": body.name, "day": body.term_until})
    return found + term_problems(body)


def body_name(unit: Unit, kind: str) -> str:
    """What a body is called when nobody named it otherwise."""
    village = unit.kind == UnitKind.VILLAGE
    if kind == BodyKind.COMMITTEE and unit.is_grassroots:
        return unit.name
    if kind == BodyKind.SUPERVISION:
        watch = _("村务监督委员会") if village else _("居务监督委员会")
        return f"{unit.short_name}{watch}"
    if kind == BodyKind.OPERATORS:
        return str(BodyKind.OPERATORS.label)
    return f"{unit.short_name}{BodyKind(kind).label}"
