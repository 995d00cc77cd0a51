"""Units and how residents reach them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from mingbai.orgs.actions.people import save_profile
from mingbai.orgs.actions.units import save_unit
from mingbai.orgs.admin.base import OperatorAdmin, code_of, viewer_of
from mingbai.orgs.forms import UnitForm
from mingbai.orgs.models import Profile, Unit
from mingbai.orgs.rules.unit_rows import UnitRow


@admin.register(Unit)
class UnitAdmin(OperatorAdmin):
    form = UnitForm
    unit_prefix = ""
    fields = ("code", "name", "kind", "parent")
    autocomplete_fields = ("parent",)
    list_display = ("code", "name", "kind", "parent")
    list_filter = ("kind",)
    list_select_related = ("parent",)
    search_fields = ("code", "name")
    ordering = ("code",)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Unit], search_term: str) -> Any:
        """The same search as on the first page: by name, initials or code."""
        found = Unit.objects.matching(search_term) if search_term.strip() else queryset
        return queryset.filter(pk__in=found.order_by().values("pk")), False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("code",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        row = UnitRow(1, obj.code, obj.name, obj.kind, code_of(obj.parent))
        saved = save_unit(row=row, now=timezone.now(), by=viewer_of(request))
        obj.pk, obj.path = saved.pk, saved.path
        obj._state.adding = False


@admin.register(Profile)
class ProfileAdmin(OperatorAdmin):
    unit_prefix = "unit__"
    autocomplete_fields = ("unit",)
    list_display = ("unit", "phone", "supervision_phone", "address")
    list_select_related = ("unit",)
    search_fields = ("unit__name", "unit__code")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_profile(profile=obj, now=timezone.now(), by=viewer_of(request))
