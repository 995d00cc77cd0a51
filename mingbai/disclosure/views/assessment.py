"""The impact assessment of an edition: its writer fills it in, whoever may read the edition reads it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mingbai.catalog.schema.assessments import QUESTIONS
from mingbai.disclosure.actions.assessments import MAX_WORDS, assess
from mingbai.disclosure.models import EditionState
from mingbai.disclosure.models.assessments import labels
from mingbai.disclosure.rules.access import edition_for
from mingbai.disclosure.rules.assessments import assessment_of, beginning, needs_assessment
from mingbai.disclosure.views.desk import viewer_of
from mingbai.kit.errors import NotFound, NotNow
from mingbai.orgs.rules.may import Permission

HINTS = {
    "purpose": gettext_noop("法律、政策依据是什么？不公开这些人的信息，行不行？每一列都用得着吗？"),
    "effect": gettext_noop("名单上的人会怎样：被议论、被骗、被推销？特别是老人、病人、未成年人。风险大不大？"),
    "measures": gettext_noop("怎么遮、给谁看、贴几天、谁再看一遍？和风险比，够不够？"),
}


@login_required
def assessment(request: HttpRequest, pk: int) -> HttpResponse:
    """404 where the edition needs none and has none."""
    viewer = viewer_of(request)
    edition = edition_for(viewer, pk)
    done = assessment_of(edition)
    if done is None and not needs_assessment(edition):
        raise NotFound
    writes = edition.state == EditionState.DRAFT and viewer.may(Permission.NOTICE_WRITE, edition.notice.unit)
    begun = beginning(edition) if writes and done is None else None
    answers = {name: getattr(done, name) for name in QUESTIONS} if done else begun.answers if begun else {}
    why = ""
    if request.method == "POST":
        viewer.require(Permission.NOTICE_WRITE, edition.notice.unit)
        answers = {name: request.POST.get(name, "") for name in QUESTIONS}
        confirmed = request.POST.get("confirmed") == "on"
        try:
            assess(edition_id=pk, answers=answers, confirmed=confirmed, now=timezone.now(), by=viewer)
        except NotNow as reason:
            why = reason.sentence
        else:
            messages.success(request, _("影响评估记下了，留三年。"))
            return redirect("disclosure:compose", pk)
    fields = [(name, labels()[name], _(HINTS[name]), answers.get(name, "")) for name in QUESTIONS]
    context = {
        "edition": edition,
        "done": done,
        "source": begun.source if begun else None,
        "fields": fields,
        "writes": writes,
        "why": why,
        "most": MAX_WORDS,
    }
    return render(request, "disclosure/assessment.html", context, status=409 if why else 200)
