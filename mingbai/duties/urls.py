"""Addresses of the room duties."""

from django.urls import path, register_converter

from mingbai.duties import public, views


class FileForm:
    """csv or xlsx."""

    regex = "csv|xlsx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FileForm, "ledger_form")

app_name = "duties"
urlpatterns = [
    path("u/<slug:code>/duties/", public.ledger, name="ledger"),
    path("u/<slug:code>/duties/ledger.<ledger_form:form>", public.ledger_file, name="ledger_file"),
    path("u/<slug:code>/duties/<int:pk>/", public.counted, name="counted"),
    path("overview/<slug:code>/", views.overview, name="overview"),
    path("overview/<slug:code>/overview.xlsx", views.overview_file, name="overview_file"),
    path("desk/event/", views.event, name="event"),
]
