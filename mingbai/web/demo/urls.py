"""Addresses of the demo; web/urls.py takes them in where MINGBAI_DEMO is set, and nowhere else."""

from django.urls import path

from mingbai.web.demo import pages

urlpatterns = [
    path("demo/", pages.landing, name="demo"),
    path("demo/<slug:key>/", pages.enter, name="demo_enter"),
]
