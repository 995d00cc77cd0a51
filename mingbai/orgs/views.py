"""Pages for those who hold a post: choosing a capacity, taking up an invitation, reading the journal."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mingbai.kit.errors import NotFound, NotNow, NotYours
from mingbai.kit.workdays import say_day
from mingbai.orgs.actions.accounts import note
from mingbai.orgs.actions.delegations import delegate, take_back
from mingbai.orgs.actions.invitations import accept, invitation_of
from mingbai.orgs.actions.journal import record
from mingbai.orgs.actions.roll import enrol, invite_member, leave, load_roll, strike
from mingbai.orgs.forms import EnrolForm, JournalFilter, LeaveForm, LendForm, PasswordForm, RollFilter
from mingbai.orgs.models import Delegation, Entry, Membership, PostKind, Unit
from mingbai.orgs.render.journal import KINDS, journal_file
from mingbai.orgs.render.tables import csv_bytes
from mingbai.orgs.rules.delegations import candidates, why_not_lend
from mingbai.orgs.rules.entries import act_name, known_acts, readable, row_of, sought
from mingbai.orgs.rules.may import CAPACITY, Viewer
from mingbai.orgs.rules.roll import COLUMNS, found_on, pasted, roll_unit
from mingbai.orgs.rules.roll import row_of as row_of_roll
from mingbai.orgs.rules.tables import Refused

PAGE = 50
STARTS = {PostKind.OPERATOR: "/admin/", PostKind.AUDITOR: "/journal/"}


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer that the middleware put on the request."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def capacity(request: HttpRequest) -> HttpResponse:
    """`/capacity/`: in which of several posts to act; remembered for the session."""
    viewer = viewer_of(request)
    onward = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}):
        onward = ""
    if request.method == "POST":
        chosen = next((held for held in viewer.choices if str(held.pk) == request.POST.get("tenure")), None)
        if chosen is None:
            raise NotNow(_("您现在不担任这个职务，请重新选。"))
        request.session[CAPACITY] = chosen.pk
        assert viewer.user is not None
        note(act="account:capacity", user=viewer.user, now=timezone.now(), address=viewer.address, tenure=chosen)
        return redirect(onward or STARTS.get(PostKind(chosen.post.kind), "/desk/"))
    return capacity_page(request, viewer, onward=onward)


def capacity_page(
    request: HttpRequest, viewer: Viewer, *, onward: str = "", form: LendForm | None = None, status: int = 200
) -> HttpResponse:
    """The posts to choose from, and who stands in: for the viewer's own post, and by the viewer for others."""
    today = timezone.localdate()
    own = viewer.tenure if viewer.tenure is not None and not viewer.standing_in else None
    lent = Delegation.objects.filter(ended_at__isnull=True, until__gte=today).select_related(
        "deputy", "tenure__person", "tenure__post__body__unit"
    )
    me = viewer.person.pk if viewer.person else None
    context = {
        "next": onward,
        "me": me,
        "own": own,
        "why_not": why_not_lend(own) if own else "",
        "form": form or (LendForm(people=candidates(own, today), today=today) if own else None),
        "given": lent.filter(tenure__person=me).order_by("since", "pk"),
        "taken": lent.filter(deputy=me).order_by("since", "pk"),
    }
    return render(request, "orgs/capacity.html", context, status=status)


@login_required
@never_cache
@require_POST
def lend(request: HttpRequest) -> HttpResponse:
    """Let somebody stand in for a while in the post in which the viewer acts now."""
    viewer = viewer_of(request)
    if viewer.tenure is None or viewer.standing_in:
        raise NotYours(_("只能委托您自己担任的职务。"))
    today = timezone.localdate()
    form = LendForm(request.POST, people=candidates(viewer.tenure, today), today=today)
    if not form.is_valid():
        return capacity_page(request, viewer, form=form, status=422)
    try:
        made = delegate(now=timezone.now(), by=viewer, **form.cleaned_data)
    except NotNow as refused:
        form.add_error(None, refused.sentence)
        return capacity_page(request, viewer, form=form, status=409)
    words = {"name": made.deputy.name, "since": say_day(made.since), "until": say_day(made.until)}
    messages.success(request, _("%(name)s从 %(since)s 到 %(until)s 代您办。您自己也还能办，随时可以收回。") % words)
    return redirect("orgs:capacity")


@login_required
@never_cache
@require_POST
def end_lending(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a post back, or give one back, from this moment on."""
    made = take_back(delegation_id=pk, now=timezone.now(), by=viewer_of(request))
    messages.success(request, _("收回了，%(name)s现在不能再代办。") % {"name": made.deputy.name})
    return redirect("orgs:capacity")


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """`/invitation/<token>/`: the person behind a link sets a password; afterwards the link is used up."""
    found = invitation_of(token, timezone.now())
    if found.person.user is None:
        raise NotFound
    form = PasswordForm(found.person.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        address = request.META.get("REMOTE_ADDR") or None
        accept(token=token, password=form.cleaned_data["password"], now=timezone.now(), address=address)
        if request.user.is_authenticated:
            logout(request)
        messages.success(request, _("密码设好了，现在用它登录。"))
        return redirect("account_login")
    return render(request, "orgs/invitation.html", {"form": form, "person": found.person})


@login_required
@never_cache
@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    """`/journal/`: what was done, by whom, when, from where; for the auditor. `?as=csv` and `?as=xlsx` export."""
    viewer = viewer_of(request)
    entries = readable(viewer)
    form = JournalFilter(request.GET or None, acts=known_acts())
    if form.is_bound:
        entries = sought(entries, form.cleaned_data) if form.is_valid() else entries.none()
    kind = request.GET.get("as", "")
    if kind in KINDS:
        assert viewer.user is not None
        note(act="journal:export", user=viewer.user, now=timezone.now(), address=viewer.address, tenure=viewer.tenure)
        return download(entries, kind)
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    rows = [(entry, act_name(entry.act), row_of(entry)) for entry in page]
    return render(request, "orgs/journal.html", {"form": form, "page": page, "rows": rows})


def download(entries: QuerySet[Entry], kind: str) -> HttpResponse:
    """The entries as a file to keep."""
    disposition = {"Content-Disposition": f'attachment; filename="journal.{kind}"'}
    return HttpResponse(journal_file(entries, kind), content_type=KINDS[kind], headers=disposition)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def roll(request: HttpRequest, code: str) -> HttpResponse:
    """`/roll/<code>/`: who belongs to the unit; `?as=csv` exports what the search found."""
    viewer = viewer_of(request)
    unit = roll_unit(viewer, code)
    if request.method == "POST":
        try:
            return _ROLL_ACTS.get(request.POST.get("do", ""), _no_roll_act)(request, unit, viewer)
        except Refused as refused:
            return _roll_page(request, unit, wrong=refused.lines(), status=409)
        except (NotNow, NotYours) as refused:
            return _roll_page(request, unit, wrong=refused.sentence.splitlines(), status=409)
    if request.GET.get("as") == "csv":
        lines = found_on(unit, request.GET.get("q", ""), request.GET.get("tier", ""))
        record(act="roll:export", what=unit, unit=unit, now=timezone.now(), by=viewer)
        name = f"{unit.short_name}-{_('名册')}.csv"
        headers = {"Content-Disposition": str(content_disposition_header(True, name))}
        return HttpResponse(csv_bytes(COLUMNS, map(row_of_roll, lines)), content_type=KINDS["csv"], headers=headers)
    return _roll_page(request, unit)


def _roll_page(
    request: HttpRequest,
    unit: Unit,
    *,
    form: EnrolForm | None = None,
    wrong: Sequence[str] = (),
    invited: tuple[Membership, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    words, tier = request.GET.get("q", ""), request.GET.get("tier", "")
    page = Paginator(found_on(unit, words, tier), PAGE).get_page(request.GET.get("page"))
    context = {
        "here": unit,
        "form": form or EnrolForm(initial={"since": today}),
        "filter": RollFilter(request.GET or None),
        "narrowed": bool(words or tier),
        "page": page,
        "columns": COLUMNS,
        "today": today,
        "wrong": wrong,
        "sent": request.POST,
        "invited": invited,
        "link": request.build_absolute_uri(reverse("orgs:invitation", args=[invited[1]])) if invited else "",
    }
    return render(request, "orgs/roll.html", context, status=status)


def _no_roll_act(request: HttpRequest, unit: Unit, viewer: Viewer) -> HttpResponse:
    raise NotNow(_("请选一个再交。"))


def _enrol(request: HttpRequest, unit: Unit, viewer: Viewer) -> HttpResponse:
    form = EnrolForm(request.POST)
    if not form.is_valid():
        return _roll_page(request, unit, form=form, status=422)
    try:
        made = enrol(unit=unit, now=timezone.now(), by=viewer, **form.cleaned_data)
    except NotNow as refused:
        form.add_error(None, refused.sentence)
        return _roll_page(request, unit, form=form, status=409)
    messages.success(request, _("%(name)s登记到名册了。") % {"name": made.person.name})
    return redirect("orgs:roll", unit.code)


def _take_in(request: HttpRequest, unit: Unit, viewer: Viewer) -> HttpResponse:
    file = request.FILES.get("file")
    data = file.read() if file else pasted(request.POST.get("list", ""))
    done = load_roll(unit=unit, data=data, now=timezone.now(), by=viewer)
    messages.success(request, _("登记了 %(added)s 行，已经有的 %(same)s 行没有动。") % vars(done))
    return redirect("orgs:roll", unit.code)


def _leave(request: HttpRequest, unit: Unit, viewer: Viewer) -> HttpResponse:
    form = LeaveForm(request.POST)
    if not form.is_valid():
        raise NotNow(str(next(iter(form.errors.values()))[0]))
    given = form.cleaned_data
    made = leave(membership_id=given["line"], last_day=given["last_day"], now=timezone.now(), by=viewer)
    words = {"name": made.person.name, "day": say_day(given["last_day"])}
    messages.success(request, _("%(name)s到 %(day)s 为止。") % words)
    return redirect("orgs:roll", unit.code)


def _strike(request: HttpRequest, unit: Unit, viewer: Viewer) -> HttpResponse:
    strike(membership_id=_line_of(request), now=timezone.now(), by=viewer)
    messages.success(request, _("划掉了，操作记录里留着。"))
    return redirect("orgs:roll", unit.code)


def _invite(request: HttpRequest, unit: Unit, viewer: Viewer) -> HttpResponse:
    invited = invite_member(membership_id=_line_of(request), now=timezone.now(), by=viewer)
    return _roll_page(request, unit, invited=invited)


def _line_of(request: HttpRequest) -> int:
    text = request.POST.get("line", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise NotNow(_("请选名册上的一行。"))
    return int(text)


_ROLL_ACTS = {"add": _enrol, "import": _take_in, "end": _leave, "strike": _strike, "invite": _invite}
