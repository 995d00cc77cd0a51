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
from mingbai.orgs.rules.entries import act_name, within_reach


@admin.register(Entry)
class EntryAdmin(OperatorAdmin):
    list_display = ("at", "what_was_done", "unit", "person", "user", "record_type", "record_id", "address")
    list_filter = ("act", "at")
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
