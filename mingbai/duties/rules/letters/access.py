"""Who may see a letter, change its draft, sign it, and report or confirm its tasks; why not now."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from mingbai.duties.models import Letter, LetterReport, LetterSide
from mingbai.duties.rules.letters.text import why_not_whole
from mingbai.kit.errors import NotFound
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer


def letters_for(viewer: Viewer) -> QuerySet[Letter]:
    """The letters of the units that a capacity looks after, with their signatures."""
    if viewer.unit is None or not viewer.may(Permission.NOTICE_READ):
        return Letter.objects.none()
    people = ("signatures__tenure__person", "signatures__tenure__post")
    return Letter.objects.filter(viewer.reach("unit__")).select_related("unit__parent").prefetch_related(*people)


def letter_for(viewer: Viewer, pk: int) -> Letter:
    """The letter for this viewer, or NotFound."""
    found = letters_for(viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def signed(letter: Letter) -> set[str]:
    """The sides that have signed."""
    return {signature.side for signature in letter.signatures.all()}


def in_force(letter: Letter) -> bool:
    return signed(letter) == set(LetterSide.values)


def standing_letter(letters: list[Letter]) -> Letter | None:
    """Of all versions of a unit and year, the newest that both sides have signed."""
    return max((one for one in letters if in_force(one)), key=lambda one: one.number, default=None)


def newest(unit: Unit, year: int) -> Letter | None:
    """The newest version, signed or not."""
    return Letter.objects.filter(unit=unit, year=year).order_by("-number").first()


def why_not_draw(unit: Unit, year: int, on: date, viewer: Viewer) -> str:
    """Why no new version can be drawn up now; empty when it can."""
    if not viewer.may(Permission.LETTER_WRITE, unit):
        return _("由本单位或者上级来起草。")
    if unit.parent_id is None:
        return _("这个单位没有上级，没有谁可以一起签。")
    if abs(year - on.year) > 1:
        return _("只能写去年、今年和明年的。")
    last = newest(unit, year)
    if last is not None and not last.digest:
        return _("已经有一份在起草，请接着写那一份。")
    return ""


def why_not_edit(letter: Letter, viewer: Viewer) -> str:
    """Why the draft can't be changed now; empty when it can."""
    if not viewer.may(Permission.LETTER_WRITE, letter.unit):
        return _("由本单位或者上级来起草。")
    return _("已经有人签字，一个字也不能改了。要改，请起草新的一版。") if letter.digest else ""


def side_of(letter: Letter, viewer: Viewer) -> str:
    """For which side somebody signs: the one who is named as first responsible, or the level right above; or empty."""
    tenure = viewer.tenure
    if tenure is None or not viewer.may(Permission.LETTER_SIGN) or viewer.unit is None or viewer.standing_in:
        return ""
    if tenure.pk == letter.content["first"]["tenure"]:
        return LetterSide.UNIT
    return LetterSide.ABOVE if viewer.unit.pk == letter.unit.parent_id else ""


def why_not_sign(letter: Letter, viewer: Viewer) -> str:
    """Why somebody can't sign now; empty when they can. The unit signs first, then the level above."""
    side, done = side_of(letter, viewer), signed(letter)
    if not side:
        words = {"name": letter.content["first"]["name"] or _("第一责任人"), "above": letter.content["above"]}
        return _("由%(name)s本人和%(above)s来签。") % words
    if side in done:
        return _("您这一方已经签了。")
    if side == LetterSide.ABOVE and LetterSide.UNIT not in done:
        return _("先由本单位的第一责任人签。")
    last = newest(letter.unit, letter.year)
    if last is not None and last.number > letter.number:
        return _("已经有新的一版，请签新的。")
    return why_not_whole(letter.content)


def why_not_report(letter: Letter, key: str, report: LetterReport | None, viewer: Viewer) -> str:
    """Why somebody can't report a task as done; empty when they can."""
    task = next((one for one in letter.content["tasks"] if one["key"] == key and one["kind"] == "own"), None)
    if task is None:
        return _("这份责任书里没有这一项。")
    if viewer.tenure is None or viewer.tenure.pk != task["tenure"] or viewer.standing_in:
        return _("由%(name)s本人来报。") % {"name": task["name"]}
    if not in_force(letter):
        return _("双方签了字才开始算。")
    return _("已经报过了。") if report is not None else ""


def why_not_confirm(letter: Letter, report: LetterReport | None, viewer: Viewer) -> str:
    """Why the level above can't confirm or send back a report; empty when it can."""
    if side_of(letter, viewer) != LetterSide.ABOVE:
        return _("由%(above)s来确认。") % {"above": letter.content["above"]}
    if report is None:
        return _("还没有人报。")
    return _("已经确认过了。") if report.confirmed_at is not None else ""
