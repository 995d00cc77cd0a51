"""The refusals in words: what happened, why, what the reader can do, and a number to quote; and Django's handlers."""

import logging
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from mingbai.orgs.rules.demo import demo_note
from mingbai.web.navigation import address, signed_in

log = logging.getLogger("mingbai.web.errors")


@dataclass(frozen=True)
class Refusal:
    """One error page; `acts` are (text, href), the first is the one to press."""

    status: int
    stamp: str
    title: str
    why: tuple[str, ...]
    acts: tuple[tuple[str, str], ...]
    search: str = ""
    again: tuple[tuple[str, str], ...] = ()  # the fields of a form, to be sent once more by one press


def reference(request: HttpRequest, status: int) -> str:
    """The number on the page, the same as in the log, such as 404-7K2M."""
    return f"{status}-{getattr(request, 'reference', '----')}"


def came_from(request: HttpRequest) -> str:
    """The page before, as a path on this host; empty when there is none or it is foreign."""
    before = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(before, allowed_hosts={request.get_host()}):
        return ""
    parts = urlsplit(before)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return path if path.startswith("/") and not path.startswith("//") and path != request.get_full_path() else ""


def ways_on(request: HttpRequest, *first: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The given ways that exist, then the reader's own start: the desk of staff, the list of units for all."""
    ways = [way for way in first if way[1]]
    if signed_in(request) and (desk := address("disclosure:desk")):
        ways.append((_("回今天要办"), desk))
    else:
        ways.append((_("回首页"), "/"))
    return tuple(ways[:3])


def not_found(request: HttpRequest) -> Refusal:
    return Refusal(
        status=404,
        stamp=_("查无此页"),
        title=_("没有找到这一页"),
        why=(
            _(
                "可能是网址抄错了一个字，也可能这份公开换了新版。公开过的内容不会被删掉，输入公开编号或者村居名就能找到。"
            ),
        ),
        acts=ways_on(request),
        search=address("channels:search") or "/",
    )


def not_yours(request: HttpRequest, sentence: str = "") -> Refusal:
    if not signed_in(request):
        login = address("account_login")
        return Refusal(
            status=403,
            stamp=_("范围有限"),
            title=_("登录后才能看"),
            why=(sentence or _("这一页只给在这里任职的人办事用。公开给大家的内容不用登录，从公开栏就能看。"),),
            acts=ways_on(request, (_("登录看看"), login)),
        )
    return Refusal(
        status=403,
        stamp=_("范围有限"),
        title=_("这件事不归您办"),
        why=(sentence or _("您现在用的职务办不了这件事。要是您在别处也任职，换成那个职务再试。"),),
        acts=ways_on(request, (_("换个职务"), address("orgs:capacity"))),
    )


def not_now(request: HttpRequest, sentence: str) -> Refusal:
    return Refusal(
        status=409,
        stamp=_("时候未到"),
        title=_("现在还不能这样办"),
        why=tuple(line for line in sentence.splitlines() if line.strip()),
        acts=ways_on(request, (_("回上一页"), came_from(request))),
    )


def unclear(request: HttpRequest) -> Refusal:
    return Refusal(
        status=400,
        stamp=_("看不明白"),
        title=_("没看明白您要什么"),
        why=(_("送来的内容缺了一块，或者格式不对，所以什么也没有改。"),),
        acts=ways_on(request, (_("回上一页"), came_from(request))),
    )


def stale_form(request: HttpRequest, sent: tuple[tuple[str, str], ...] = ()) -> Refusal:
    """`sent` are the fields that came with it, where they may be sent again from here."""
    kept = (
        _("这一页是您上次登录时打开的。您刚才写的还没有交上来，都还留着。"),
        _("点“再交一次”就能接着办。选好的附件没有留下，请重新选。"),
    )
    lost = (
        _("您刚才写的还没有交上来。这一页打开太久，或者浏览器没有收下登录用的小记录（Cookie）。"),
        _("回上一页刷新一下，再交一次就行。"),
    )
    return Refusal(
        status=403,
        stamp=_("再交一次"),
        title=_("这一页放得太久了"),
        why=kept if sent else lost,
        acts=ways_on(request, (_("回上一页"), came_from(request))),
        again=sent,
    )


def our_fault(request: HttpRequest) -> Refusal:
    return Refusal(
        status=500,
        stamp=_("没有做成"),
        title=_("这一页没有做出来"),
        why=(
            _("是我们这边出了错，不是您点错了。已经记下来，管理员看得到。"),
            _("您刚才交的可能没有存上，请回去看一眼。"),
        ),
        acts=((_("回首页"), "/"),),
    )


def wants_json(request: HttpRequest) -> bool:
    return request.path.endswith(".json") or request.path.startswith("/api/")


def data(refusal: Refusal, number: str) -> JsonResponse:
    """The same refusal for a program."""
    body = {"status": refusal.status, "title": refusal.title, "why": list(refusal.why), "reference": number}
    if note := demo_note():
        body |= {"demo": True, "note": note}
    return JsonResponse(body, status=refusal.status, json_dumps_params={"ensure_ascii": False})


def words(refusal: Refusal, number: str) -> dict[str, object]:
    """What the error templates are filled with; the telephone is the operator's, MINGBAI_HELP_PHONE."""
    return {"error": refusal, "number": number, "phone": getattr(settings, "HELP_PHONE", "")}


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page, the htmx fragment or the JSON of a refusal, with its status; one line in the log."""
    number = reference(request, refusal.status)
    log.warning("%s %s %s: %s", number, request.method, request.path.encode("unicode_escape").decode(), refusal.title)
    if wants_json(request):
        return data(refusal, number)
    context = words(refusal, number)
    if request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true":
        response = HttpResponse(render_to_string("errors/fragment.html", context, request), status=refusal.status)
        response["HX-Retarget"] = "#said"
        response["HX-Reswap"] = "innerHTML show:#said:top"
    else:
        context["frame"] = "staff.html" if signed_in(request) else "base.html"
        response = HttpResponse(render_to_string("errors/page.html", context, request), status=refusal.status)
    response["Cache-Control"] = "no-store"
    return response


def too_often(request: HttpRequest) -> Refusal:
    return Refusal(
        status=429,
        stamp=_("歇一会儿"),
        title=_("试得太多次了"),
        why=(_("短时间里试了太多次，为了不让别人猜密码，先停一停。过 15 分钟再来。"),),
        acts=((_("回首页"), "/"),),
    )


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, not_found(request))


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, not_yours(request))


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, unclear(request))


def handler429(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """For allauth's rate limits."""
    return answer(request, too_often(request))


def stylesheet() -> str:
    """The address of the stylesheet; without it when the static files were never collected, which may be the error."""
    try:
        return static("mingbai/mingbai.css")
    except ValueError:
        return ""


def handler500(request: HttpRequest) -> HttpResponse:
    """The last page: asks neither the database nor the session, which may be what broke."""
    number = reference(request, 500)
    log.error("%s %s %s", number, request.method, request.path.encode("unicode_escape").decode())
    refusal = our_fault(request)
    if wants_json(request):
        return data(refusal, number)
    return HttpResponseServerError(
        render_to_string("errors/last.html", words(refusal, number) | {"stylesheet": stylesheet()})
    )
