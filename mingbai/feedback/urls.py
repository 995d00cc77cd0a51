"""Addresses of the room feedback."""

from django.urls import path

from mingbai.channels.urls import NUMBER
from mingbai.feedback.public import collect, demand, say, thread, track
from mingbai.feedback.public import opinions as heard
from mingbai.feedback.views import demands, hear, opinions, reports

app_name = "feedback"
urlpatterns = [
    path("say/<slug:code>/", say.say, name="say"),
    path("say/<slug:code>/demand/", demand.begin, name="demand_new"),
    path("d/<int:pk>/", demand.demand, name="demand"),
    path("desk/demand/<int:pk>/", demands.verify, name="verify"),
    path("track/", track.track, name="track"),
    path(f"{NUMBER}/opinions/", heard.opinions, name="heard"),
    path("c/<int:pk>/", collect.collect, name="collect"),
    path("c/<int:pk>/files/<int:file_pk>/", collect.file, name="collect_file"),
    path("t/<int:pk>/", thread.thread, name="thread"),
    path("desk/hear/", hear.begin, name="hear"),
    path("desk/thread/<int:pk>/next/", hear.go_on, name="next"),
    path("desk/opinions/", opinions.opinions, name="opinions"),
    path("desk/opinions/opinions.csv", opinions.export, {"form": "csv"}, name="opinions_csv"),
    path("desk/opinions/opinions.xlsx", opinions.export, {"form": "xlsx"}, name="opinions_xlsx"),
    path("desk/reports/", reports.reports, name="reports"),
    path("desk/reports/reports.csv", reports.export, {"form": "csv"}, name="reports_csv"),
    path("desk/reports/reports.xlsx", reports.export, {"form": "xlsx"}, name="reports_xlsx"),
    path("desk/report/<int:pk>/", reports.report, name="report"),
    path("desk/report/<int:pk>.pdf", reports.sheet, name="report_sheet"),
    path("desk/opinion/<int:pk>/", opinions.answer, name="answer"),
]
