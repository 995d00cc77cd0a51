"""Addresses of the room catalog."""

from django.urls import path

from mingbai.catalog import public

app_name = "catalog"
urlpatterns = [
    path("u/<slug:code>/catalogue/", public.catalogue, name="unit"),
]
