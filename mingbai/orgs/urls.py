"""Addresses of the room: finding a unit, walking the tree, choosing a capacity, invitations, the journal."""

from django.urls import path

from mingbai.orgs import public, views

app_name = "orgs"

urlpatterns = [
    path("", public.find, name="find"),
    path("u/<str:code>/below/", public.unit_tree, name="unit_tree"),
    path("capacity/", views.capacity, name="capacity"),
    path("capacity/deputy/", views.lend, name="lend"),
    path("capacity/deputy/<int:pk>/end/", views.end_lending, name="end_lending"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
    path("roll/<slug:code>/", views.roll, name="roll"),
    path("journal/", views.journal, name="journal"),
]
