"""Addresses of the standing texts; the foot of every page links to them by these names."""

from django.urls import path

from mingbai.web import public

urlpatterns = [
    path("help/", public.help_page, name="help"),
    path("about/", public.about, name="about"),
    path("accessibility/", public.accessibility, name="accessibility"),
]
