"""A responsibility letter on A4. The letters live in duties, which has no press; whoever may read one may print it."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mingbai.channels.render.letter import Side, render_letter
from mingbai.channels.render.press import SheetError
from mingbai.disclosure.rules.kinds import clean_name
from mingbai.duties.models import Letter, LetterSide
from mingbai.duties.rules.letters.access import letter_for
from mingbai.kit.errors import NotNow
from mingbai.orgs.rules.may import Viewer


@login_required
@never_cache
@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """`/desk/letter/<pk>.pdf`: the tasks, both signatures or the lines to sign on, and the digest."""
    letter = letter_for(cast(Viewer, request.viewer), pk)  # type: ignore[attr-defined]
    made = timezone.localdate(letter.made_at)
    try:
        body = render_letter(letter.content, letter.digest, _sides(letter), made=made, demo=settings.DEMO)
    except SheetError as error:
        raise NotNow(error.sentence) from error
    words = {"unit": letter.unit.short_name or letter.unit.name, "year": letter.year, "n": letter.number}
    name = clean_name(f"{_('责任书')} {words['unit']} {words['year']}-{words['n']}.pdf")
    headers = {"Content-Disposition": str(content_disposition_header(False, name))}
    return HttpResponse(body, content_type="application/pdf", headers=headers)


def _sides(letter: Letter) -> list[Side]:
    signed = {
        one.side: one for one in letter.signatures.select_related("tenure__post", "tenure__person").order_by("pk")
    }
    units = {LetterSide.UNIT: letter.content["unit"], LetterSide.ABOVE: letter.content["above"]}
    found = []
    for side, unit in units.items():
        one = signed.get(side)
        who = f"{one.tenure.post.title} {one.tenure.person.name}" if one else ""
        found.append(Side({"unit": "责任单位", "above": "上级单位"}[side], unit, who, one.at if one else None))
    return found
