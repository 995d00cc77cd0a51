"""Addresses of the room catalog."""

from django.urls import path, re_path

from mingbai.catalog import public, views

app_name = "catalog"
urlpatterns = [
    path("u/<slug:code>/catalogue/", public.catalogue, name="unit"),
    re_path(r"^u/(?P<code>[-\w]+)/catalogue/catalogue\.(?P<form>csv|xlsx)$", public.catalogue_file, name="file"),
    path("u/<slug:code>/catalogue/routes/", public.routes, name="routes"),
    path("u/<slug:code>/catalogue/routes/<slug:route_code>/", views.edit_route, name="route"),
    path("u/<slug:code>/catalogue/routes/<slug:route_code>/end/", views.end_own_route, name="route_end"),
    path("u/<slug:code>/catalogue/import/", views.take_in, name="import"),
    path("u/<slug:code>/catalogue/local/<slug:item_code>/", views.local, name="local"),
]
