"""Bodies, posts and tenures."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingbai.orgs.actions.people import appoint, end_term, save_body, save_post
from mingbai.orgs.admin.base import OperatorAdmin, viewer_of
from mingbai.orgs.forms import BodyForm, TenureForm
from mingbai.orgs.models import Body, Post, Tenure
from mingbai.orgs.rules.bodies import warnings


@admin.register(Body)
class BodyAdmin(OperatorAdmin):
    form = BodyForm
    unit_prefix = "unit__"
    autocomplete_fields = ("unit",)
    readonly_fields = ("in_order",)
    list_display = ("name", "unit", "kind", "term_from", "term_until")
    list_filter = ("kind",)
    list_select_related = ("unit",)
    search_fields = ("name", "unit__name", "unit__code")
    ordering = ("unit__code", "kind")
    actions = ("check_rules",)

    @admin.display(description=gettext_lazy("合不合规定"))
    def in_order(self, obj: Body) -> str:
        found = warnings(obj, timezone.localdate()) if obj.pk else []
        return format_html_join("\n", "<p>{}</p>", ((line,) for line in found)) or _("没有发现问题")

    @admin.action(description=gettext_lazy("查一查合不合规定"), permissions=["view"])
    def check_rules(self, request: HttpRequest, rows: QuerySet[Body]) -> HttpResponse:
        today = timezone.localdate()
        lines = [(body.unit.name, line) for body in rows.select_related("unit") for line in warnings(body, today)]
        return self.once(request, _("不合规定的机构"), _("没有列出的，就是没有发现问题。"), lines)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_body(body=obj, now=timezone.now(), by=viewer_of(request))


@admin.register(Post)
class PostAdmin(OperatorAdmin):
    unit_prefix = "body__unit__"
    autocomplete_fields = ("body",)
    list_display = ("title", "body", "kind")
    list_filter = ("kind",)
    list_select_related = ("body",)
    search_fields = ("title", "body__name", "body__unit__name")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_post(post=obj, now=timezone.now(), by=viewer_of(request))


@admin.register(Tenure)
class TenureAdmin(OperatorAdmin):
    form = TenureForm
    unit_prefix = "post__body__unit__"
    autocomplete_fields = ("post", "person")
    list_display = ("person", "post", "since", "until")
    list_filter = ("post__kind",)
    list_select_related = ("person", "post__body")
    search_fields = ("person__name", "post__title", "post__body__unit__name")
    ordering = ("-since", "-pk")
    actions = ("end_today",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("post", "person", "since", "elected_on", "how") if obj else ()

    @admin.action(description=gettext_lazy("任职到今天为止"), permissions=["change"])
    def end_today(self, request: HttpRequest, rows: QuerySet[Tenure]) -> None:
        today = timezone.localdate()
        self.each(request, rows, lambda row, **how: end_term(tenure=row, last_day=today, **how))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        now, by = timezone.now(), viewer_of(request)
        if change:
            if "until" in form.changed_data:
                end_term(tenure=obj, last_day=obj.until, now=now, by=by)
            return
        made = appoint(
            post=obj.post,
            person=obj.person,
            since=obj.since,
            until=obj.until,
            elected_on=obj.elected_on,
            how=obj.how,
            now=now,
            by=by,
        )
        obj.pk = made.pk
        obj._state.adding = False
