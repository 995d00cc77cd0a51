"""One edition on its way: read it, see who signed, and do the one thing that is yours to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mingbai.catalog.rules.days import current_calendar
from mingbai.disclosure.actions import decisions as act
from mingbai.disclosure.actions import withdrawals
from mingbai.disclosure.models import (
    REASONS_OF,
    Audience,
    Decision,
    Edition,
    EditionState,
    Verdict,
    Withdrawal,
    WithdrawalReason,
)
from mingbai.disclosure.render.blocks import present
from mingbai.disclosure.rules.access import edition_for
from mingbai.disclosure.rules.acts import ACTS
from mingbai.disclosure.rules.assessments import assessment_of, needs_assessment
from mingbai.disclosure.rules.audience import on_release
from mingbai.disclosure.rules.content import problems
from mingbai.disclosure.rules.days import step_day
from mingbai.disclosure.rules.desk import released
from mingbai.disclosure.rules.findings import all_findings
from mingbai.disclosure.rules.lines import MOST_WHY, Line, Tally, lines_of, tally
from mingbai.disclosure.rules.may import TAKING_BACK, seats_of, why_not
from mingbai.disclosure.rules.missing import why_nobody
from mingbai.disclosure.rules.steps import StepView, by_step, overview, unanswered
from mingbai.disclosure.rules.urgent import COSIGNED, urgent_of
from mingbai.disclosure.views.desk import viewer_of
from mingbai.kit.errors import NotNow
from mingbai.orgs.rules.may import Permission, Viewer

# Kept as they stand here; only the page that offers them says them in the reader's language.
QUESTIONS = (gettext_noop("数字看不懂"), gettext_noop("单价太贵"), gettext_noop("缺报价单"), gettext_noop("人数不对"))
RETURNS = (gettext_noop("数字有错"), gettext_noop("漏了内容"), gettext_noop("有个人隐私"), gettext_noop("没开会商量"))
# Acts that lead to a new draft, and what is said there.
BEGUN = {
    "revise": gettext_noop("原来的签字已经作废，请在新稿上改。"),
    "correct": gettext_noop("请在新稿上改，写清更正说明。签审完以前，公开栏上还是原来的那一版。"),
    "anew": gettext_noop("请在新稿上改，去掉不该公开的，写清更正说明。编号不变；撤回的那一版不再给人看。"),
}
STEPS = ("sign", "vote", "review", "approve", "file", "return", "answer", "revise", "correct", "publish", "urgent")
SHOWN_ACTS = (*STEPS, *TAKING_BACK)


@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    edition = edition_for(viewer, pk)
    if request.method == "POST":
        try:
            return _do(request, edition, viewer, now)
        except NotNow as reason:
            fresh = edition_for(viewer, pk)
            return _page(request, fresh, viewer, now, why=reason.sentence, status=409)
    return _page(request, edition, viewer, now)


def _do(request: HttpRequest, edition: Edition, viewer: Viewer, now: datetime) -> HttpResponse:
    do = request.POST.get("do", "")
    if do not in _ACTIONS:
        raise NotNow(_("请选一个再交。"))
    up = edition.cosigning
    done = _ACTIONS[do](request, edition, viewer, now)
    if do in BEGUN:
        messages.success(request, _(BEGUN["anew" if do == "correct" and edition.notice.gone else do]))
        return redirect("disclosure:compose", done.pk)
    said = _afterwards(do, request, done) if up else ""
    messages.success(request, said or _asked(do, request, done) or _said(done))
    return redirect("disclosure:desk")


def _afterwards(do: str, request: HttpRequest, edition: Edition) -> str:
    """The sentence after an act on what an emergency put up before: it was up already, and only the signature is new.
    Empty for acts that have nothing to do with the signatures."""
    words = {"title": edition.title, "step": edition.step_spec().get("label", "")}
    if do == "return":
        return _("您不同意，记下了。“%(title)s”还在公开栏上，写明有人不同意，等经办人更正或者撤回。") % words
    if do == "vote" and request.POST.get("say") == "ask":
        return _("您的疑问交给经办人了。“%(title)s”还在公开栏上，答复以后再请您看。") % words
    if do not in COSIGNED or do == "answer":
        return ""
    if edition.cosigning:
        return _("记下了。“%(title)s”是紧急公布的，现在等%(step)s补签。") % words
    return _("记下了。“%(title)s”的补签齐了，公开栏上不再写等补签。") % words


def _asked(do: str, request: HttpRequest, edition: Edition) -> str:
    """The sentence after an act that leaves the paper where it is: a question, its answer, filing; else empty."""
    words = {"title": edition.title}
    if do == "vote" and request.POST.get("say") == "ask":
        return _("您的疑问交给经办人了。“%(title)s”先不公开，答复以后再请您看。") % words
    if do == "file":
        return _("“%(title)s”已经收下备案。") % words
    if do in _TOLD:
        return _(_TOLD[do]) % words
    if do == "answer":
        return _("说明交上了。“%(title)s”请提疑问的人再看一遍。") % words
    return ""


def _sent(request: HttpRequest) -> dict[str, Any]:
    """What a refused form held, so that nobody has to tick and write it again."""
    posted = request.POST
    ticked = [*posted.getlist("ask"), *posted.getlist("no")]
    to = posted.get("to", "")
    answer = {"to": to, "answer": posted.get(f"answer-{to}", "")}
    texts = {"ask": posted.get("ask-text", ""), "no": posted.get("no-text", ""), "reason": posted.get("reason", "")}
    words = {name: posted.get(name, "") for name in ("class", "words", "keep", "urgent", "rest")}
    return {"do": posted.get("do", ""), "say": posted.get("say", ""), "ticked": ticked, **texts, **answer, **words}


def _said(edition: Edition) -> str:
    """What came of it, in one sentence."""
    if edition.state == EditionState.PUBLISHED:
        words = {"title": edition.title, "number": edition.notice.number}
        return _("“%(title)s”已经公布在公开栏，编号 %(number)s。") % words
    if edition.state == EditionState.RETURNED:
        return _("“%(title)s”已退回经办人。") % {"title": edition.title}
    if edition.state == EditionState.READY:
        return _("“%(title)s”已经签审完，到点公布。") % {"title": edition.title}
    words = {"title": edition.title, "step": edition.step_spec().get("label", "")}
    return _("交上了。“%(title)s”现在等%(step)s。") % words


def _sign(request: HttpRequest, edition: Edition, viewer: Viewer, now: datetime) -> Edition:
    return act.sign(edition_id=edition.pk, digest=request.POST.get("digest", ""), now=now, by=viewer)


def _with_reason(action: Callable[..., Edition]) -> Callable[[HttpRequest, Edition, Viewer, datetime], Edition]:
    """Review, approval and filing: agree to the text shown, with a remark if there is one."""

    def run(request: HttpRequest, edition: Edition, viewer: Viewer, now: datetime) -> Edition:
        posted = {name: request.POST.get(name, "") for name in ("digest", "reason")}
        return action(edition_id=edition.pk, now=now, by=viewer, **posted)

    return run


def _vote(request: HttpRequest, edition: Edition, viewer: Viewer, now: datetime) -> Edition:
    say = request.POST.get("say", "")
    lines = _line_votes(request, edition) if say == "yes" and edition.step_spec().get("lines") else {}
    verdicts = {"yes": Verdict.AGREE, "ask": Verdict.QUESTION, "no": Verdict.RETURN}
    if say not in verdicts:
        raise NotNow(_("请在“同意、有疑问、退回”里选一个。"))
    points = [] if say == "yes" else request.POST.getlist(say)
    return act.vote(
        edition_id=edition.pk,
        digest=request.POST.get("digest", ""),
        verdict=verdicts[say],
        reason="" if say == "yes" else request.POST.get(f"{say}-text", ""),
        points=[point for point in points if point in (*QUESTIONS, *RETURNS)],
        lines=lines,
        now=now,
        by=viewer,
    )


def _line_votes(request: HttpRequest, edition: Edition) -> dict[str, str]:
    """The lines refused, with their reasons. Nothing is agreed to by silence: what is not ticked must be said to be."""
    posted, lines = request.POST, lines_of(edition.content)
    left = [line for line in lines if posted.get(f"l-{line.key}") not in ("yes", "no")]
    if left and not posted.get("rest"):
        words = {"n": len(left), "first": left[0].name}
        raise NotNow(_("还有 %(n)s 笔没有点，第一笔是%(first)s。都同意的，请在最下面打勾。") % words)
    return {line.key: posted.get(f"why-{line.key}", "") for line in lines if posted.get(f"l-{line.key}") == "no"}


def _lines(request: HttpRequest, edition: Edition) -> list[tuple[Line, str, str]]:
    """What is voted on line by line, with what a refused form held."""
    posted = request.POST
    return [
        (line, posted.get(f"l-{line.key}", ""), posted.get(f"why-{line.key}", "")) for line in lines_of(edition.content)
    ]


def _tallies(edition: Edition, decisions: list[Decision], seats: dict[str, int]) -> list[tuple[str, list[Tally]]]:
    """Of every step that votes line by line and has begun: its name and how each line stands."""
    groups = by_step(decisions)
    return [
        (step["label"], tally(step, edition.content, groups[step["key"]], seats.get(step["key"], 1)))
        for step in edition.steps
        if step.get("lines") and step["key"] in groups
    ]


def _return(request: HttpRequest, edition: Edition, viewer: Viewer, now: datetime) -> Edition:
    reason = "；".join(filter(None, [*request.POST.getlist("no"), request.POST.get("no-text", "").strip()]))
    digest = request.POST.get("digest", "")
    return act.send_back(edition_id=edition.pk, digest=digest, reason=reason, now=now, by=viewer)


def _answer(request: HttpRequest, edition: Edition, viewer: Viewer, now: datetime) -> Edition:
    to = request.POST.get("to", "")
    if not re.fullmatch(r"[0-9]{1,15}", to):
        raise NotNow(_("请选要说明的疑问。"))
    text = request.POST.get(f"answer-{to}", "")
    return act.answer(edition_id=edition.pk, to=int(to), text=text, now=now, by=viewer)


def _revise(request: HttpRequest, edition: Edition, viewer: Viewer, now: datetime) -> Edition:
    return act.revise(edition_id=edition.pk, now=now, by=viewer)


def _correct(request: HttpRequest, edition: Edition, viewer: Viewer, now: datetime) -> Edition:
    return act.correct(edition_id=edition.pk, now=now, by=viewer)


def _publish(request: HttpRequest, edition: Edition, viewer: Viewer, now: datetime) -> Edition:
    return act.publish(edition_id=edition.pk, now=now, by=viewer)


def _urgent(request: HttpRequest, edition: Edition, viewer: Viewer, now: datetime) -> Edition:
    posted = {"digest": request.POST.get("digest", ""), "reason": request.POST.get("urgent", "")}
    return act.publish_urgently(edition_id=edition.pk, now=now, by=viewer, **posted)


def _take_back(action: Callable[..., Edition]) -> Callable[[HttpRequest, Edition, Viewer, datetime], Edition]:
    """Withdrawing and removing: the class of the reason, and the sentence for everybody."""

    def run(request: HttpRequest, edition: Edition, viewer: Viewer, now: datetime) -> Edition:
        reason, words = request.POST.get("class", ""), request.POST.get("words", "")
        return action(edition_id=edition.pk, reason=reason, words=words, now=now, by=viewer)

    return run


def _confirm(request: HttpRequest, edition: Edition, viewer: Viewer, now: datetime) -> Edition:
    return withdrawals.confirm(edition_id=edition.pk, now=now, by=viewer)


def _keep(request: HttpRequest, edition: Edition, viewer: Viewer, now: datetime) -> Edition:
    return withdrawals.keep(edition_id=edition.pk, answer=request.POST.get("keep", ""), now=now, by=viewer)


_ACTIONS: dict[str, Callable[[HttpRequest, Edition, Viewer, datetime], Edition]] = {
    "sign": _sign,
    "review": _with_reason(act.review),
    "approve": _with_reason(act.approve),
    "file": _with_reason(act.file),
    "vote": _vote,
    "return": _return,
    "answer": _answer,
    "revise": _revise,
    "correct": _correct,
    "publish": _publish,
    "urgent": _urgent,
    "withdraw": _take_back(withdrawals.withdraw),
    "remove": _take_back(withdrawals.remove),
    "confirm": _confirm,
    "keep": _keep,
}
# What is said after an act that takes back, or does not.
_TOLD = {
    "withdraw": gettext_noop("撤回“%(title)s”已经提出，等第二个人同意。在那以前它还在公开栏上。"),
    "remove": gettext_noop("“%(title)s”已经从网上撤下。墙上、屏上的请马上取下，等第二个人决定。"),
    "confirm": gettext_noop("“%(title)s”已经撤回，公开栏上只留编号和原因。这件事又成了应公开的。"),
    "keep": gettext_noop("“%(title)s”不撤回，照原样在公开栏上。"),
}


def _page(
    request: HttpRequest, edition: Edition, viewer: Viewer, now: datetime, *, why: str = "", status: int = 200
) -> HttpResponse:
    decisions = list(edition.decisions.select_related("tenure__person", "tenure__post", "deputy", "answers"))
    reasons = {name: why_not(name, edition, viewer, now, decisions) for name in SHOWN_ACTS}
    may = {name for name, reason in reasons.items() if reason is None}
    first = next((name for name in ("vote", "sign", "review", "approve", "file", "publish") if name in may), "")
    seats = seats_of(edition, now)
    views = overview(edition, decisions, seats)
    files = list(edition.notice.attachments.filter(removed_at__isnull=True).select_related("reading").order_by("pk"))
    day = step_day(edition, decisions, current_calendar()) if edition.state == EditionState.MOVING else None
    context: dict[str, Any] = {
        "edition": edition,
        "released": released(edition, day) if day is not None and on_release(edition) else "",
        "notice": edition.notice,
        "blocks": present(edition.content),
        "steps": views,
        "may": may,
        "act": first,
        "label": str(ACTS[first].label) if first else "",
        "not_mine": _not_mine(reasons, first),
        "waits_for": edition.step_spec().get("label", "") if edition.state == EditionState.MOVING else "",
        "why": why,
        "names_parties": notice_for_parties(edition, viewer),
        "urgent": urgent_of(edition, decisions, views),
        "lines": _lines(request, edition) if first == "vote" and edition.step_spec().get("lines") else [],
        "tallies": _tallies(edition, decisions, seats),
        "taking_back": request.POST.get("do") in TAKING_BACK,
        "step_day": day,
        "on": timezone.localdate(now),
        "missing": why_nobody(edition, decisions, timezone.localdate(now)),
        "checks": _checks(edition, views),
        "doubts": unanswered(by_step(decisions).get(edition.step, [])) if "answer" in may else [],
        "talk": [word for word in decisions if word.reason or word.points],
        "sent": _sent(request),
        "most_why": MOST_WHY,
        "questions": QUESTIONS,
        "returns": RETURNS,
        "files": files,
        "newer": edition.notice.editions.filter(attempt__gt=edition.attempt).order_by("attempt").last(),
        "unseen": [(file, note) for file in files for note in file.remarks],
        "assessment": assessment_of(edition) if needs_assessment(edition) else None,
        "withdrawals": list(_withdrawals_of(edition)),
        "refusals": {name: reason.sentence for name, reason in reasons.items() if reason is not None},
        "classes": _classes(),
        "page_mode": "elder" if viewer.kind in ("supervisor", "supervisor_chair", "finance_member") else "",
    }
    return render(request, "disclosure/review.html", context, status=status)


def notice_for_parties(edition: Edition, viewer: Viewer) -> bool:
    """Whether this viewer says which parties concerned may read it."""
    notice = edition.notice
    return notice.audience == Audience.PARTIES and viewer.may(Permission.NOTICE_WRITE, notice.unit)


def _withdrawals_of(edition: Edition) -> QuerySet[Withdrawal]:
    """Every request to take the notice back, the newest first."""
    related = ("asker", "asked_by__person", "asked_by__post", "decider", "decided_by__person", "decided_by__post")
    return edition.notice.withdrawals.select_related(*related).order_by("-asked_at", "-pk")


def _classes() -> dict[str, list[tuple[str, str]]]:
    return {kind: [(one, str(WithdrawalReason(one).label)) for one in REASONS_OF[kind]] for kind in REASONS_OF}


def _not_mine(reasons: dict[str, Any], first: str) -> str:
    """Why there is no button: the nearest reason that is about the moment, else about the post."""
    if first:
        return ""
    found = [reasons[name] for name in ("sign", "vote", "review", "approve", "file") if reasons[name] is not None]
    best = next((reason for reason in found if not reason.yours), found[0] if found else None)
    return best.sentence if best else ""


def _checks(edition: Edition, views: list[StepView]) -> list[str]:
    """What the system has looked up for the reader, in sentences."""
    said = []
    if not problems(edition.content, complete=True):
        said.append(_("数字都能读，合计都对得上"))
    findings = all_findings(edition)
    if not findings:
        said.append(_("没有身份证号、手机号、银行卡号和住址"))
    elif not any(finding.blocks for finding in findings):
        said.append(_("有 %(n)s 处像个人信息的，审查员已裁定可以公开") % {"n": len(findings)})
    agreed = [_who(view) for view in views if view.state == "done" and view.spec["kind"] == "sign"]
    if agreed:
        said.append(_("%(who)s已签字") % {"who": "、".join(agreed)})
    return said


def _who(view: StepView) -> str:
    last: Decision | None = view.last
    return f"{view.spec['label']}{last.who if last else ''}"
