"""The URL table: which room answers where."""

from importlib.util import find_spec

from allauth.account import views as account
from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import TemplateView

from mingbai.web.first_password import no_password
from mingbai.web.health import healthz
from mingbai.web.wiring import ROOMS

# Only what an invited person needs of django-allauth: there is no signing up, no e-mail, no reset by e-mail.
account_patterns: list[URLPattern | URLResolver] = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", no_password, name="account_set_password"),
    path("2fa/", include("allauth.mfa.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include(account_patterns)),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("robots.txt", TemplateView.as_view(template_name="robots.txt", content_type="text/plain"), name="robots"),
    path("", include("mingbai.web.pages_urls")),
    *(path("", include(f"mingbai.{room}.urls")) for room in ROOMS if find_spec(f"mingbai.{room}.urls")),
]

if settings.DEMO:
    urlpatterns.append(path("", include("mingbai.web.demo.urls")))

handler400 = "mingbai.web.errors.handler400"
handler403 = "mingbai.web.errors.handler403"
handler404 = "mingbai.web.errors.handler404"
handler429 = "mingbai.web.errors.handler429"  # looked up by django-allauth when its limits are reached
handler500 = "mingbai.web.errors.handler500"
