"""Addresses of the desk."""

from django.urls import path

from mingbai.disclosure.views import assessment, compose, concerned, desk, files, handover, redact, review

app_name = "disclosure"
urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/notices/", desk.notices, name="notices"),
    path("desk/start/<int:duty_id>/", compose.start, name="start"),
    path("desk/nil/", compose.nil, name="nil"),
    path("desk/draft/<int:pk>/", compose.compose, name="compose"),
    path("desk/draft/<int:pk>/file/<int:file_id>/redact/", redact.redact, name="redact"),
    path("desk/draft/<int:pk>/file/<int:file_id>/page/<int:page>/", redact.page_picture, name="page_picture"),
    path("desk/review/<int:pk>/", review.review, name="review"),
    path("desk/review/<int:pk>/file/<int:file_id>/", files.draft_file, name="file"),
    path("desk/review/<int:pk>/assessment/", assessment.assessment, name="assessment"),
    path("desk/notice/<int:pk>/concerned/", concerned.concerned, name="concerned"),
    path("desk/handover/<int:pk>/", handover.handover, name="handover"),
    path("desk/ruling/<int:pk>/", files.ruling, name="ruling"),
]
