"""Narrowing a unit's opinions, and each of them as a row to take away: without whoever gave it."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingbai.disclosure.models.notices import still_up
from mingbai.feedback.models import Opinion, OpinionKind
from mingbai.feedback.models.opinions import OpinionQuerySet
from mingbai.feedback.rules.parts import part_named

STATES = (("waiting", gettext_lazy("等答复")), ("answered", gettext_lazy("已答复")))
HEADINGS = (
    gettext_lazy("收到"),
    gettext_lazy("公开编号"),
    gettext_lazy("公开标题"),
    gettext_lazy("哪一段"),
    gettext_lazy("类别"),
    gettext_lazy("意见"),
    gettext_lazy("署名"),
    gettext_lazy("愿意公开"),
    gettext_lazy("处理"),
    gettext_lazy("理由"),
    gettext_lazy("答复日"),
)


def sought(opinions: OpinionQuerySet, *, words: str = "", state: str = "", kind: str = "") -> OpinionQuerySet:
    """By words of the opinion or of the notice's title, by whether it is answered, by kind; the newest first."""
    if words:
        titled = still_up("notice__") & Q(edition__title__contains=words)
        opinions = opinions.filter(Q(words__contains=words) | titled)
    if state in ("waiting", "answered"):
        opinions = opinions.filter(answer__isnull=state == "waiting")
    if kind in OpinionKind.values:
        opinions = opinions.filter(kind=kind)
    return opinions.order_by("-pk")


def place_of(opinion: Opinion) -> str:
    """What it is about, in words: the paragraph with its beginning, or 全文."""
    if opinion.notice.gone:
        return _("全文")
    part = part_named(opinion.edition.content, opinion.part)
    return part.words if part else _("全文")


def row_of(opinion: Opinion) -> tuple[str, ...]:
    """One opinion as text, in the order of HEADINGS."""
    answer = getattr(opinion, "answer", None)
    return (
        opinion.said_on.isoformat(),
        opinion.notice.number,
        opinion.title,
        place_of(opinion),
        str(opinion.get_kind_display()),
        opinion.words,
        _("署名") if opinion.named else _("没有署名"),
        _("愿意") if opinion.shown else _("不愿意"),
        answer.word if answer else "",
        answer.reason if answer else "",
        timezone.localdate(answer.at).isoformat() if answer else "",
    )
