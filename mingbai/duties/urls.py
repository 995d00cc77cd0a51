"""Addresses of the room duties."""

from django.urls import path, re_path

from mingbai.duties import public, views

app_name = "duties"
urlpatterns = [
    path("u/<slug:code>/duties/", public.ledger, name="ledger"),
    re_path(r"^u/(?P<code>[-\w]+)/duties/ledger\.(?P<form>csv|xlsx)$", public.ledger_file, name="ledger_file"),
    path("u/<slug:code>/duties/<int:pk>/", public.counted, name="counted"),
    path("overview/<slug:code>/", views.overview, name="overview"),
    path("overview/<slug:code>/overview.xlsx", views.overview_file, name="overview_file"),
    path("desk/event/", views.event, name="event"),
]
