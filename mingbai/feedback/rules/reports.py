"""公开报告单 (种子 003 第七条第五项): which notices are due for one, why not yet, and what stands in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.catalog.rules.versions import spec_of
from mingbai.channels.models import Channel, Posting
from mingbai.channels.rules.notices import Shown, shown
from mingbai.channels.rules.sheet import link_of
from mingbai.channels.rules.units import ABOVE, full_name, short
from mingbai.disclosure.models import Notice, NoticeKind, Reach
from mingbai.disclosure.models.notices import still_up
from mingbai.feedback.models import Opinion, Report
from mingbai.feedback.rules.heard import counts_of
from mingbai.kit.digests import record_language
from mingbai.kit.errors import NotFound
from mingbai.kit.workdays import say_day
from mingbai.orgs.models import Unit
from mingbai.orgs.rules.may import Permission, Viewer

FILED_WITHIN = timedelta(days=10)  # the house's proposal
MOST_PLACES = 8
MOST_SUMMARY, MOST_RESULT, AT_ONCE = 300, 300, 100
NOTHING_SAID = "公示期内没有收到意见，按公布的内容执行。"
ALL_ANSWERED = "收到的意见都答复了，按公布的内容执行。"


@dataclass(frozen=True)
class Due:
    """A notice that has been shown its days and has no report yet."""

    notice: Notice
    opinions: int
    waiting: int

    @property
    def by(self) -> date:
        return shown_until(self.notice) + FILED_WITHIN

    @property
    def result(self) -> str:
        """What the form proposes; the clerk writes what really came of it."""
        return ALL_ANSWERED if self.opinions else NOTHING_SAID


def shown_until(notice: Notice) -> date:
    """The last day for which people are owed the display; a standing notice stays, but has its days too."""
    live = notice.live
    assert live is not None, "it was published"
    assert live.display_from is not None, "it was published"
    return live.display_until or live.display_from + timedelta(days=spec_of(live.version).min_display_days)


def due_of(unit: Unit, on: date) -> list[Due]:
    """What was shown its days and has no report for the edition that stands, oldest first; two queries."""
    reported = Report.objects.filter(edition=OuterRef("live"))
    found = Notice.objects.published().filter(still_up(), ~Exists(reported), unit=unit, kind=NoticeKind.REGULAR)
    over = Q(live__display_until__lt=on) | Q(live__display_until__isnull=True, live__display_from__lt=on)
    found = found.filter(over, live__step="").select_related("unit", "item", "live__version")
    found = found.defer("live__content", "live__steps")
    said = Opinion.objects.filter(notice__in=found.values("pk")).values("notice").order_by()
    told = {
        row["notice"]: (row["all"], row["all"] - row["answered"])
        for row in said.annotate(all=Count("pk"), answered=Count("answer"))
    }
    rows = [Due(notice, *told.get(notice.pk, (0, 0))) for notice in found]
    return sorted((row for row in rows if shown_until(row.notice) < on), key=lambda row: (row.by, row.notice.serial))


def why_not_report(notice: Notice, on: date) -> str:
    """Why no report can be made of a published notice on a day; empty if it can."""
    if notice.gone:
        return _("这一份已经撤回，不填报告单。")
    assert notice.live is not None, "it was published"
    if notice.live.step:
        return _("紧急公布的，签字补齐了才能填报告单。")
    last = shown_until(notice)
    if last >= on:
        return _("公示到 %(day)s，期满的第二天起填报告单。") % {"day": say_day(last)}
    if Report.objects.filter(edition=notice.live_id).exists():
        return _("“%(title)s”的报告单已经归档了。") % {"title": notice.public_title}
    waiting = counts_of(notice).waiting
    if waiting:
        return _("还有 %(n)s 条意见没有答复，先答复，再填报告单。") % {"n": waiting}
    return ""


def notice_for(viewer: Viewer, pk: int) -> Notice:
    """A published notice of the unit in which the viewer writes; else NotFound."""
    related = ("unit__profile", f"unit__{ABOVE}", "item", "live__version")
    found = Notice.objects.published().filter(kind=NoticeKind.REGULAR, pk=pk).select_related(*related).first()
    if found is None or not viewer.may(Permission.NOTICE_WRITE, found.unit):
        raise NotFound
    return found


def reports_for(viewer: Viewer) -> QuerySet[Report]:
    """The reports of the units that the viewer's post looks after, the newest first; NotYours for others."""
    viewer.require(Permission.NOTICE_READ)
    found = Report.objects.filter(viewer.reach("notice__unit__")).order_by("-made_at", "-pk")
    related = ("notice__unit", "notice__item", "notice__live__version", "made_by__person")
    return found.select_related(*related).defer("notice__live__content", "notice__live__steps")


def report_for(viewer: Viewer, pk: int) -> Report:
    """One of them; else, and of what was taken back, NotFound."""
    if Permission.NOTICE_READ not in viewer.permissions:
        raise NotFound
    found = reports_for(viewer).filter(pk=pk).first()
    if found is None or found.notice.gone:
        raise NotFound
    return found


def result_of(notice: Notice) -> Report | None:
    """The record of the edition that stands, for the page of opinions."""
    return Report.objects.filter(edition=notice.live_id).first()


def sought(reports: QuerySet[Report], *, words: str = "", year: int = 0, domain: str = "") -> QuerySet[Report]:
    """Narrowed by words of the title (never of what was taken back), by year and domain of the notice."""
    if words:
        reports = reports.filter(still_up("notice__"), edition__title__contains=words)
    if year:
        reports = reports.filter(notice__year=year)
    return reports.filter(notice__item__domain=domain) if domain else reports


def default_summary(notice: Notice) -> str:
    """What the notice makes public, without a single line of it: the elements of the row, how many lines, how much."""
    live = notice.live
    assert live is not None, "it was published"
    tables = [block for block in live.content.get("blocks", []) if block["type"] == "table" and block.get("rows")]
    lines = [f"{table.get('title') or '表'}{len(table['rows'])}行" for table in tables]
    return "；".join(["、".join(spec_of(live.version).elements), *lines])[:MOST_SUMMARY]


def report_of(notice: Notice, *, summary: str, result: str, by: str, on: date) -> dict[str, Any]:
    """The content of a report: all that the system knows, and the two things that the clerk writes."""
    with record_language():
        one = shown(notice, full=True)
        edition, version = one.edition, one.edition.version
        spec = spec_of(version)
        assert edition.display_from is not None, "it was published"
        return {
            "form": f"{short(notice.unit)}{notice.item.get_domain_display()}公开报告单",
            "unit": full_name(notice.unit),
            "number": notice.number,
            "edition": edition.number,
            "edition_digest": edition.digest,
            "url": link_of(notice),
            "item": {"code": notice.item.code, "title": version.title},
            "title": edition.title,
            "summary": summary,
            "basis": [basis.text for basis in spec.basis][:3],
            "audience": f"{spec.audience.label}（{notice.get_reach_display()}）",
            "display": {
                "from": edition.display_from.isoformat(),
                "until": edition.display_until.isoformat() if edition.display_until else "",
            },
            "ways": _ways(one),
            "signatures": _signatures(one),
            "opinions": _opinions(notice),
            "result": result,
            "by": by,
            "on": on.isoformat(),
        }


def _ways(one: Shown) -> list[dict[str, str]]:
    """Where the edition was seen: the web from the day of its publication, and the boards that were entered."""
    edition = one.edition
    assert edition.published_at is not None, "it was published"
    until = edition.display_until
    web = str(Channel.WEB.label) if one.notice.reach == Reach.OPEN else f"{Channel.WEB.label}（只登标题）"
    first = {"way": web, "since": timezone.localdate(edition.published_at).isoformat()}
    rows = [first | {"until": until.isoformat() if until else ""}]
    walls: Iterable[Posting] = edition.postings.filter(channel=Channel.WALL).order_by("since", "pk")[:MOST_PLACES]
    rows += [
        {
            "way": f"{Channel.WALL.label}：{posting.place}",
            "since": timezone.localdate(posting.since).isoformat(),
            "until": timezone.localdate(posting.until).isoformat() if posting.until else "",
        }
        for posting in walls
    ]
    return rows


def _signatures(one: Shown) -> list[dict[str, str]]:
    """Who did each step; a vote with its count, a doubt with the answer."""
    return [
        {
            "step": signed.label,
            "who": "；".join(signed.lines),
            "on": timezone.localdate(signed.at).isoformat() if signed.at else "",
        }
        for signed in one.trail
    ]


def _opinions(notice: Notice) -> dict[str, int]:
    counts = counts_of(notice)
    return {
        "all": counts.all,
        "answered": counts.answered,
        "adopted": counts.adopted,
        "partly": counts.partly,
        "refused": counts.refused,
        "signatures": counts.signatures,
    }
