"""The journal of the units that the operator looks after: to read and to take away, never to change."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from mingbai.orgs.actions.accounts import note
from mingbai.orgs.admin.base import OperatorAdmin, viewer_of
from mingbai.orgs.models import Entry
from mingbai.orgs.render.journal import KINDS, journal_file
from mingbai.orgs.rules.entries import act_name, known_acts, record_name, within_reach


class ActFilter(admin.SimpleListFilter):
    """The acts in words."""

    title = gettext_lazy("行为")
    parameter_name = "act"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return known_acts()

    def queryset(self, request: HttpRequest, queryset: QuerySet[Entry]) -> QuerySet[Entry]:
        return queryset.filter(act=self.value()) if self.value() else queryset


@admin.register(Entry)
class EntryAdmin(OperatorAdmin):
    list_display = ("at", "what_was_done", "unit", "person", "user", "what_it_was_done_to", "address")
    list_filter = (ActFilter, "at")
    search_fields = ("person__name", "user__username", "record_id")
    actions = ("as_csv", "as_xlsx")
    ordering = ("-at", "-pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return within_reach(viewer_of(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("行为"), ordering="act")
    def what_was_done(self, obj: Entry) -> str:
        return act_name(obj.act)

    @admin.display(description=gettext_lazy("对象"))
    def what_it_was_done_to(self, obj: Entry) -> str:
        return record_name(obj)

    @admin.action(description=gettext_lazy("导出 CSV"), permissions=["view"])
    def as_csv(self, request: HttpRequest, rows: QuerySet[Entry]) -> HttpResponse:
        return self.download(request, rows, "csv")

    @admin.action(description=gettext_lazy("导出 Excel"), permissions=["view"])
    def as_xlsx(self, request: HttpRequest, rows: QuerySet[Entry]) -> HttpResponse:
        return self.download(request, rows, "xlsx")

    def download(self, request: HttpRequest, rows: QuerySet[Entry], kind: str) -> HttpResponse:
        viewer = viewer_of(request)
        if viewer.user is not None:
            note(
                act="journal:export", user=viewer.user, now=timezone.now(), address=viewer.address, tenure=viewer.tenure
            )
        disposition = {"Content-Disposition": f'attachment; filename="journal.{kind}"'}
        return HttpResponse(journal_file(rows, kind), content_type=KINDS[kind], headers=disposition)
