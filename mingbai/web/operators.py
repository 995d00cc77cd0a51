"""The operator's site: opens by the post held, and never by a login form of its own."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from mingbai.kit.errors import NotYours
from mingbai.orgs.rules.may import Permission, Viewer, refusal


class OperatorSite(AdminSite):
    site_header = _("明白 · 系统管理")
    site_title = _("系统管理")
    index_title = _("单位、人员和记录")
    site_url = "/"
    enable_nav_sidebar = True

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only our own pages: those of libraries know neither reach nor journal, and would show the keys of codes."""
        if admin_class is not None and admin_class.__module__.startswith("mingbai."):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        viewer: Viewer = request.viewer  # type: ignore[attr-defined]
        return viewer.may(Permission.ORG_WRITE)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The one login of the site, with its lock-out and one-time codes; for others the sentence who may come in."""
        viewer: Viewer = request.viewer  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            if self.has_permission(request):
                return redirect("admin:index")
            raise NotYours(refusal(viewer, Permission.ORG_WRITE))
        onward = urlencode({"next": request.GET.get("next", resolve_url("admin:index"))})
        return redirect(f"{resolve_url('account_login')}?{onward}")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_change_password")
