"""What all pages of the operator share: the right, the reach, and refusals that come back to the form."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from mingbai.kit.errors import NotNow, NotYours
from mingbai.orgs.rules.may import Permission, Viewer
from mingbai.orgs.rules.tables import Refused


def viewer_of(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


class OperatorAdmin(admin.ModelAdmin[Any]):
    """A page for whoever acts as operator now; only rows below the operator's own unit."""

    unit_prefix: str | None = None  # leads from the row to its unit, as in "body__unit__"; None shows every row
    list_per_page = 50
    show_full_result_count = False

    def allowed(self, request: HttpRequest) -> bool:
        return viewer_of(request).may(Permission.ORG_WRITE)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.allowed(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.allowed(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.allowed(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.allowed(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows if self.unit_prefix is None else rows.filter(viewer_of(request).reach(self.unit_prefix))

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:  # type: ignore[type-arg]
        """Only what the operator reaches can be chosen."""
        page = self.admin_site._registry.get(db_field.remote_field.model)
        if page is not None:
            kwargs["queryset"] = page.get_queryset(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A refusal by an action comes back to the form as a sentence; nothing was saved."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except (NotNow, NotYours) as refused:
            messages.error(request, refused.sentence)
        except Refused as refused:
            messages.error(request, refused.problems[0].sentence)
        return redirect(request.get_full_path())

    def each(self, request: HttpRequest, rows: QuerySet[Any], act: Any) -> None:
        """Do an act to each chosen row; what is refused is said row by row."""
        done = 0
        for row in rows:
            try:
                act(row, now=timezone.now(), by=viewer_of(request))
                done += 1
            except (NotNow, NotYours) as refused:
                messages.error(request, refused.sentence)
        if done:
            messages.success(request, _("办好 %(n)s 项。") % {"n": done})

    def once(self, request: HttpRequest, title: str, hint: str, lines: list[tuple[str, str]]) -> HttpResponse:
        """A page that shows something once: it is kept neither in the session nor in a cookie."""
        context = {**self.admin_site.each_context(request), "title": title, "hint": hint, "lines": lines}
        response = render(request, "admin/orgs/once.html", context)
        response["Cache-Control"] = "no-store"
        return response


def code_of(unit: Model | None) -> str:
    """The code of a unit that may be missing."""
    return str(getattr(unit, "code", "") or "")
