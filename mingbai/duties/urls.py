"""Addresses of the room duties."""

from django.urls import path, re_path

from mingbai.duties.public import joint as joint_public
from mingbai.duties.public import ledger
from mingbai.duties.views import campaigns, event, joint, letters, overview

app_name = "duties"
urlpatterns = [
    path("u/<slug:code>/duties/", ledger.ledger, name="ledger"),
    re_path(r"^u/(?P<code>[-\w]+)/duties/ledger\.(?P<form>csv|xlsx)$", ledger.ledger_file, name="ledger_file"),
    path("u/<slug:code>/duties/<int:pk>/", ledger.counted, name="counted"),
    path("overview/<slug:code>/", overview.overview, name="overview"),
    path("overview/<slug:code>/overview.xlsx", overview.overview_file, name="overview_file"),
    path("j/<int:pk>/", joint_public.matter, name="joint_public"),
    path("desk/joint/", joint.matters, name="joints"),
    re_path(r"^desk/joint/joint\.(?P<form>csv|xlsx)$", joint.matters_file, name="joints_file"),
    path("desk/joint/new/", joint.begin, name="joint_new"),
    path("desk/joint/<int:pk>/", joint.matter, name="joint"),
    path("desk/joint/<int:pk>/add/", joint.add, name="joint_add"),
    path("desk/letters/", letters.letters, name="letters"),
    re_path(r"^desk/letters/letters\.(?P<form>csv|xlsx)$", letters.letters_table, name="letters_file"),
    path("desk/letter/<int:pk>/", letters.letter, name="letter"),
    path("desk/letter/<int:pk>/edit/", letters.edit, name="letter_edit"),
    path("desk/campaigns/", campaigns.campaigns, name="campaigns"),
    path("desk/campaigns/new/", campaigns.begin, name="campaign_new"),
    path("desk/campaign/<int:pk>/", campaigns.campaign, name="campaign"),
    path("desk/campaign/<int:pk>/edit/", campaigns.change, name="campaign_edit"),
    re_path(r"^desk/campaign/(?P<pk>[0-9]+)/tasks\.(?P<form>csv|xlsx)$", campaigns.table, name="campaign_file"),
    path("desk/event/", event.event, name="event"),
]
