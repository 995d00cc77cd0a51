"""Who may open what: every address of the URL table, every kind of reader, GET and POST, and the answer each one gets.

A row is (method, address, what is sent, answers). An address that no row opens fails the last test of this file.
200 open · 302 done, go on · "login" sent to the login · 403 not your post · 404 not there for you · 405 not that way ·
409 not now · 422 a form with mistakes. 500 stands nowhere: nobody may see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import timezone

from mingbai.catalog.actions.routes import shipped_routes
from mingbai.catalog.models import Item
from mingbai.catalog.schema.route import COLLECT
from mingbai.disclosure.actions import decisions, drafts, rulings, withdrawals
from mingbai.disclosure.models import Attachment, Edition
from mingbai.disclosure.rules.findings import all_findings
from mingbai.disclosure.tests.any_route import hearing, lay_down
from mingbai.disclosure.tests.conftest import whole_world
from mingbai.disclosure.tests.factories import (
    World,
    correct,
    declare_nil,
    draft,
    filled,
    owe,
    publish,
    step_on,
    walk,
    workbook,
)
from mingbai.disclosure.tests.small_files import png
from mingbai.duties.actions import draw_letter, open_campaign, open_matter
from mingbai.duties.models import Duty
from mingbai.duties.rules.letters.text import digest_of
from mingbai.feedback.actions import begin, demand, file_report
from mingbai.feedback.models import Stage
from mingbai.feedback.tests.factories import speak
from mingbai.kit.tests.lasting import lasting_database
from mingbai.orgs.actions.invitations import invite
from mingbai.orgs.models import Body, Entry, Invitation, Post, Profile, Relation, Unit, User

pytestmark = pytest.mark.django_db

# anonymous is the resident; `other` is the clerk of the neighbouring community.
ROLES = (
    "anonymous",
    "clerk",
    "director",
    "secretary",
    "member",
    "privacy",
    "street",
    "district",
    "auditor",
    "operator",
    "other",
)
# One of each sort of reader. They are enough where everybody gets the same answer, and on PostgreSQL: who may what is
# decided without the database's help.
FEW = ("anonymous", "clerk", "street", "operator")
Answers = dict[str, int | str]
Row = tuple[str, str, dict[str, Any], Answers]


def everyone(status: int | str, **others: int | str) -> Answers:
    return {**dict.fromkeys(ROLES, status), **others}


def staff(status: int | str, **others: int | str) -> Answers:
    """The resident is sent to the login."""
    return everyone(status, **{"anonymous": "login", **others})


def only(*roles: str, status: int = 200, **others: int | str) -> Answers:
    """These; all other posts hear that it is not theirs."""
    return staff(403, **{**dict.fromkeys(roles, status), **others})


OPEN = everyone(200)
READERS = staff(200, operator=404, other=404)  # officials of the unit and those who look after it
GONE = staff(404)

PUBLIC: list[Row] = [
    ("GET", address, {}, OPEN)
    for address in (
        "/",
        "/?q=guihua",
        "/help/",
        "/about/",
        "/accessibility/",
        "/demo/",
        "/accounts/inactive/",
        "/verify/",
        "/verify/?number={unit}/{number}&d=0000",
        "/u/{district}/below/",
        "/u/{unit}/",
        "/u/{street}/",
        "/u/{unit}/archive/",
        "/u/{unit}/archive/archive.csv",
        "/u/{unit}/archive/archive.xlsx",
        "/u/{unit}/feed.atom",
        "/u/{unit}/catalogue/",
        "/u/{unit}/catalogue/routes/",
        "/u/{unit}/catalogue/catalogue.csv",
        "/u/{unit}/catalogue/catalogue.xlsx",
        "/u/{unit}/duties/",
        "/u/{unit}/duties/ledger.csv",
        "/u/{unit}/duties/ledger.xlsx",
        "/u/{unit}/duties/{duty}/",
        "/n/{unit}/{number}/",
        "/n/{unit}/{corrected}/changes/",
        "/n/{unit}/{number}.json",
        "/n/{unit}/{number}.pdf",
        "/n/{unit}/{number}.xlsx",
        "/n/{unit}/{number}/files/{public_file}/",
        "/n/{unit}/{number}/opinions/",
        "/n/{unit}/{local}/opinions/",
        "/j/{joint}/",
    )
]
TAKEN_BACK: list[Row] = [
    ("GET", "/n/{unit}/{taken_back}/", {}, everyone(410)),
    ("GET", "/n/{unit}/{taken_back}.json", {}, everyone(410)),
    ("GET", "/n/{unit}/{taken_back}.pdf", {}, everyone(404)),
    ("GET", "/n/{unit}/{taken_back}.xlsx", {}, everyone(404)),
    ("GET", "/n/{unit}/{taken_back}/changes/", {}, everyone(404)),
    ("GET", "/n/{unit}/{taken_back}/files/{taken_file}/", {}, everyone(404)),
]
MISSING: list[Row] = [
    ("GET", address, {}, everyone(404))
    for address in (
        "/u/nowhere/",
        "/u/nowhere/below/",
        "/u/nowhere/archive/",
        "/u/nowhere/archive/archive.csv",
        "/u/nowhere/feed.atom",
        "/u/nowhere/catalogue/",
        "/u/nowhere/catalogue/routes/",
        "/u/nowhere/catalogue/catalogue.xlsx",
        "/u/nowhere/duties/",
        "/u/nowhere/duties/ledger.csv",
        "/u/{neighbour}/duties/{duty}/",
        "/n/{unit}/2026-09999/",
        "/n/{unit}/2026-09999/changes/",
        "/n/{unit}/{number}/changes/",
        "/n/{unit}/{local}/changes/",
        "/n/{unit}/2026-09999.json",
        "/n/{unit}/2026-09999.pdf",
        "/n/{unit}/2026-09999.xlsx",
        "/n/{neighbour}/{number}/",
        "/n/{unit}/{number}/files/99999/",
        "/n/{unit}/2026-09999/opinions/",
        "/say/nowhere/",
        "/say/{unit}/?notice=2026-09999",
        "/say/{neighbour}/?notice={number}",
        "/n/{unit}/{number}/files/{draft_file}/",
        "/invitation/no-such-token/",
    )
]
# What only hangs on the unit's own board: its officials read it, others learn that it exists.
NOT_LOCAL = dict.fromkeys(("anonymous", "operator", "other"), 403)
LOCAL: list[Row] = [
    ("GET", "/n/{unit}/{local}/", {}, everyone(200, **NOT_LOCAL)),
    ("GET", "/n/{unit}/{local}.json", {}, everyone(200, **NOT_LOCAL)),
    ("GET", "/n/{unit}/{local}.pdf", {}, everyone(200, **NOT_LOCAL)),
    ("GET", "/n/{unit}/{local}.xlsx", {}, everyone(200, **NOT_LOCAL)),
    ("GET", "/n/{unit}/{local}/files/{local_file}/", {}, everyone(200, **dict.fromkeys(NOT_LOCAL, 404))),
]
DESK: list[Row] = [
    ("GET", "/desk/", {}, staff(200)),
    ("GET", "/desk/notices/", {}, staff(200, operator=403)),
    ("GET", "/desk/walls/", {}, staff(200, operator=403)),
    ("GET", "/desk/walls/walls.csv", {}, staff(200, operator=403)),
    ("GET", "/desk/walls/walls.xlsx", {}, staff(200, operator=403)),
    ("POST", "/desk/walls/", {"do": "fly"}, only("clerk", "other", status=409)),
    ("POST", "/desk/walls/", {"do": "add"}, only("clerk", "other", status=422)),
    ("POST", "/desk/walls/", {"do": "add", "name": "主栏", "spot": "门口"}, only("clerk", "other", status=302)),
    ("POST", "/desk/walls/", {"do": "end", "wall": "999999"}, only(clerk=404, other=404)),
    ("POST", "/desk/walls/", {"do": "down", "posting": "999999", "day": "2026-11-02"}, only(clerk=404, other=404)),
    ("GET", "/desk/event/", {}, only("clerk", "other")),
    ("POST", "/desk/event/", {"item": "CA12", "on": "2026-99-01"}, only("clerk", "other", status=422)),
    ("GET", "/desk/start/{duty}/", {}, staff(405)),
    ("POST", "/desk/start/{duty}/", {}, only("clerk", status=302, operator=404, other=404)),
    ("POST", "/desk/start/{settled}/", {}, only("clerk", status=409, operator=404, other=404)),
    ("GET", "/desk/nil/", {}, staff(405)),
    ("POST", "/desk/nil/", {"duty": "{duty}"}, only("clerk", status=302, other=409)),
    ("POST", "/desk/nil/", {}, only("clerk", "other", status=409)),
    ("GET", "/overview/{street}/", {}, only("street", "district", "auditor")),
    ("GET", "/overview/{district}/", {}, only("district", "auditor", street=404)),
    ("GET", "/overview/{street}/overview.xlsx", {}, only("street", "district", "auditor")),
    ("GET", "/journal/", {}, only("auditor")),
    ("GET", "/journal/?as=csv", {}, only("auditor")),
    ("GET", "/capacity/", {}, staff(200)),
    ("POST", "/capacity/", {"tenure": "999999"}, staff(409)),
    ("POST", "/capacity/deputy/", {}, staff(422)),
    ("GET", "/capacity/deputy/", {}, staff(405)),
    ("POST", "/capacity/deputy/999999/end/", {}, GONE),
    ("GET", "/desk/handover/999999/", {}, GONE),
    ("POST", "/desk/handover/999999/", {"do": "take"}, GONE),
    ("POST", "/capacity/", {"tenure": "{tenure_key}"}, staff(409, clerk=302)),
]
DRAWERS: dict[str, int | str] = dict.fromkeys(("clerk", "director", "secretary", "street", "district"), 302)
DRAWERS_LATE = dict.fromkeys(DRAWERS, 409)  # a draft is there already
SIGNS_LETTER: dict[str, int | str] = {"secretary": 302, "director": 409, "street": 409, "district": 409}
LETTER_LATER: dict[str, int | str] = {**dict.fromkeys(SIGNS_LETTER, 409), "operator": 404, "other": 404}
LOST: dict[str, int] = {"operator": 404, "other": 404}
OUT = {"do": "remove", "unit": "{neighbour}", "why": "没有这样的事"}
PLANS: list[Row] = [
    ("GET", "/j/999999/", {}, everyone(404)),
    ("GET", "/desk/joint/", {}, staff(200, operator=403)),
    ("GET", "/desk/joint/joint.csv", {}, staff(200, operator=403)),
    ("GET", "/desk/joint/joint.xlsx", {}, staff(200, operator=403)),
    ("GET", "/desk/joint/new/", {}, only("street", "district")),
    ("POST", "/desk/joint/new/", {}, only("street", "district", status=422)),
    ("GET", "/desk/joint/{joint}/", {}, staff(200, operator=404)),
    ("GET", "/desk/joint/{alone}/", {}, staff(404, district=200, auditor=200)),
    ("GET", "/desk/joint/999999/", {}, GONE),
    ("GET", "/desk/joint/{joint}/add/", {}, only("street", "district", operator=404)),
    ("GET", "/desk/joint/{alone}/add/", {}, staff(404, district=200, auditor=403)),
    ("GET", "/desk/joint/999999/add/", {}, GONE),
    ("POST", "/desk/joint/{joint}/add/", {}, only("street", "district", status=422, operator=404)),
    ("POST", "/desk/joint/{joint}/", OUT, only("street", "district", status=302, operator=404)),
    ("POST", "/desk/joint/{joint}/", {"do": "end"}, only("street", "district", status=409, operator=404)),
    ("POST", "/desk/joint/{alone}/", {"do": "end", "why": "x"}, staff(404, district=302, auditor=403)),
]
SIGN_LETTER = {"do": "sign", "digest": "{letter_digest}"}
PLANS += [
    ("GET", "/desk/letters/", {}, staff(200, operator=403)),
    ("GET", "/desk/letters/letters.csv", {}, staff(200, operator=403)),
    ("GET", "/desk/letters/letters.xlsx", {}, staff(200, operator=403)),
    ("POST", "/desk/letters/", {"unit": "{unit}"}, staff(403, **DRAWERS_LATE, operator=403, other=404)),
    ("POST", "/desk/letters/", {"unit": "nowhere"}, staff(404, operator=403)),
    ("GET", "/desk/letter/{letter}/", {}, READERS),
    ("GET", "/desk/letter/999999/", {}, GONE),
    ("GET", "/desk/letter/{letter}.pdf", {}, READERS),
    ("GET", "/desk/letter/999999.pdf", {}, GONE),
    ("POST", "/desk/letter/{letter}/", SIGN_LETTER, staff(403, **SIGNS_LETTER, operator=404, other=404)),
    ("POST", "/desk/letter/{letter}/", {"do": "report", "key": "o1"}, staff(409, operator=404, other=404)),
    ("POST", "/desk/letter/{letter}/", {"do": "take_back", "key": "o1"}, staff(409, operator=404, other=404)),
    ("POST", "/desk/letter/{letter}/", {"do": "confirm", "key": "o1"}, staff(403, **LETTER_LATER)),
    ("POST", "/desk/letter/{letter}/", {"do": "drop"}, staff(403, **DRAWERS, operator=404, other=404)),
    ("POST", "/desk/letter/{letter}/", {"do": "draw"}, staff(403, **DRAWERS_LATE, operator=404, other=404)),
    ("GET", "/desk/letter/{letter}/edit/", {}, staff(403, **dict.fromkeys(DRAWERS, 200), operator=404, other=404)),
    ("POST", "/desk/letter/{letter}/edit/", {}, staff(403, **dict.fromkeys(DRAWERS, 422), operator=404, other=404)),
    ("GET", "/desk/letter/999999/edit/", {}, GONE),
]
STEP = {"do": "report", "unit": "{unit}", "key": "t1", "words": "开了会"}
REPORTS: dict[str, int | str] = {"clerk": 302, "operator": 404, "other": 404}
PLANS += [
    ("GET", "/desk/campaigns/", {}, staff(200, operator=403)),
    ("GET", "/desk/campaigns/new/", {}, only("street", "district")),
    ("POST", "/desk/campaigns/new/", {}, only("street", "district", status=422)),
    ("GET", "/desk/campaign/{campaign}/", {}, READERS),
    ("GET", "/desk/campaign/{campaign}/tasks.csv", {}, READERS),
    ("GET", "/desk/campaign/{campaign}/tasks.xlsx", {}, READERS),
    ("GET", "/desk/campaign/999999/tasks.csv", {}, GONE),
    ("GET", "/desk/campaign/999999/", {}, GONE),
    ("POST", "/desk/campaign/{campaign}/", STEP, staff(409, **REPORTS)),
    ("POST", "/desk/campaign/{campaign}/", {**STEP, "unit": "{neighbour}"}, GONE),
    ("POST", "/desk/campaign/{campaign}/", {**STEP, "do": "take_back"}, staff(409, operator=404, other=404)),
    ("POST", "/desk/campaign/{campaign}/", {"do": "end", "why": "x"}, only("street", "district", status=302, **LOST)),
    ("GET", "/desk/campaign/{campaign}/edit/", {}, only("street", "district", **LOST)),
    ("POST", "/desk/campaign/{campaign}/edit/", {}, only("street", "district", status=422, **LOST)),
    ("GET", "/desk/campaign/999999/edit/", {}, GONE),
]
STRANGERS = {"operator": 404, "other": 404}
# Those who neither write nor sign do not see what was never submitted.
NO_DRAFT = dict.fromkeys(("member", "street", "district", "auditor", "operator", "other"), 404)
DRAFT_READERS = staff(200, **NO_DRAFT)
WRITE = only("clerk", status=302, **NO_DRAFT)
WRITE_LATER = only("clerk", status=409, **NO_DRAFT)
DRAFTS: list[Row] = [
    ("GET", "/desk/draft/{draft}/", {}, staff(302, clerk=200, **NO_DRAFT)),
    ("GET", "/desk/draft/{moving}/", {}, staff(302, operator=404, other=404)),
    ("GET", "/desk/draft/999999/", {}, GONE),
    ("GET", "/desk/draft/{pictured}/file/{picture}/redact/", {}, staff(404, clerk=200)),
    ("GET", "/desk/draft/{draft_edition}/file/{draft_file}/redact/", {}, GONE),
    ("POST", "/desk/draft/{pictured}/file/{picture}/redact/", {"page": "1"}, staff(404, clerk=409)),
    ("GET", "/desk/draft/{pictured}/file/{picture}/page/1/", {}, staff(404, clerk=200)),
    ("GET", "/desk/draft/{pictured}/file/{picture}/page/2/", {}, GONE),
    ("POST", "/desk/draft/{draft}/", {"do": "save", "seen": "{seen}"}, WRITE),
    ("POST", "/desk/draft/{draft}/", {"do": "autosave", "seen": "{seen}"}, {**WRITE, "clerk": 200}),
    ("POST", "/desk/draft/{draft}/", {"do": "save", "seen": "0", "title": "别的标题"}, WRITE_LATER),
    ("POST", "/desk/draft/{draft}/", {"do": "autosave", "seen": "0", "title": "别的标题"}, WRITE_LATER),
    ("POST", "/desk/draft/{draft}/", {"do": "submit", "seen": "{seen}"}, WRITE),
    ("POST", "/desk/draft/{draft}/", {"do": "discard", "seen": "{seen}"}, WRITE),
    ("POST", "/desk/draft/{draft}/", {"do": "mask-nothing", "seen": "{seen}"}, WRITE_LATER),
    ("POST", "/desk/draft/{draft}/", {"do": "unfile-99999", "seen": "{seen}"}, WRITE_LATER),
    ("POST", "/desk/draft/{draft}/", {"do": "row-99", "seen": "{seen}"}, WRITE_LATER),
    ("POST", "/desk/draft/{blocked}/", {"do": "submit", "seen": "{blocked_seen}"}, WRITE_LATER),
    ("POST", "/desk/draft/{moving}/", {"do": "save", "seen": "{seen}"}, only("clerk", status=409, **STRANGERS)),
    ("POST", "/desk/draft/999999/", {"do": "save"}, GONE),
]
SIGNERS = {"clerk": 409, "director": 409, "secretary": 409, "operator": 404, "other": 404}
# A second person decides on taking back; what does harm is not even there for those who have no part in it.
DECIDERS = ("director", "secretary", "privacy", "street")
UNDECIDING = {"member": 404, "district": 404, "auditor": 404, **STRANGERS}
REVIEWS: list[Row] = [
    ("GET", "/desk/review/{draft}/", {}, DRAFT_READERS),
    ("GET", "/desk/review/{moving}/", {}, READERS),
    ("GET", "/desk/review/{published}/", {}, READERS),
    ("GET", "/desk/review/999999/", {}, GONE),
    ("GET", "/desk/review/{draft}/assessment/", {}, GONE),
    ("GET", "/desk/review/{listed}/assessment/", {}, READERS),
    ("POST", "/desk/review/{listed}/assessment/", {}, only("clerk", status=409, **STRANGERS)),
    ("GET", "/desk/review/{draft_edition}/file/{draft_file}/", {}, DRAFT_READERS),
    ("GET", "/desk/review/{draft_edition}/file/{public_file}/", {}, GONE),
    ("GET", "/desk/review/999999/file/{draft_file}/", {}, GONE),
    ("POST", "/desk/review/{moving}/", {"do": "no-such-act"}, staff(409, **STRANGERS)),
    (
        "POST",
        "/desk/review/{moving}/",
        {"do": "sign", "digest": "{moving_digest}"},
        only(**{**SIGNERS, "director": 302}),
    ),
    ("POST", "/desk/review/{moving}/", {"do": "sign", "digest": "f" * 64}, only(**SIGNERS)),
    ("POST", "/desk/review/{published}/", {"do": "sign", "digest": "x"}, only(**SIGNERS)),
    (
        "POST",
        "/desk/review/{moving}/",
        {"do": "vote", "say": "yes"},
        only("member", "director", "secretary", status=409, **STRANGERS),
    ),
    ("POST", "/desk/review/{moving}/", {"do": "approve"}, only("street", status=409, **STRANGERS)),
    (
        "POST",
        "/desk/review/{voting}/",
        {"do": "vote", "say": "yes", "digest": "{voting_digest}"},
        only("member", status=302, director=409, secretary=409, **STRANGERS),
    ),
    ("POST", "/desk/review/{voting}/", {"do": "vote"}, staff(409, **STRANGERS)),
    (
        "POST",
        "/desk/review/{screening}/",
        {"do": "review", "digest": "{screening_digest}"},
        only("privacy", status=302, **STRANGERS),
    ),
    ("POST", "/desk/review/{moving}/", {"do": "review"}, only("privacy", status=409, **STRANGERS)),
    (
        "POST",
        "/desk/review/{published}/",
        {"do": "file", "digest": "{published_digest}"},
        only("street", status=302, **STRANGERS),
    ),
    ("POST", "/desk/review/{draft}/", {"do": "file"}, only(**NO_DRAFT)),
    (
        "POST",
        "/desk/review/{moving}/",
        {"do": "return", "digest": "{moving_digest}", "no-text": "漏了一行"},
        staff(409, director=302, street=302, district=403, auditor=403, **STRANGERS),
    ),
    ("POST", "/desk/review/{moving}/", {"do": "revise"}, only("clerk", status=302, **STRANGERS)),
    ("POST", "/desk/review/{published}/", {"do": "revise"}, only("clerk", status=409, **STRANGERS)),
    ("POST", "/desk/review/{published}/", {"do": "correct"}, only("clerk", status=302, **STRANGERS)),
    ("POST", "/desk/review/{moving}/", {"do": "correct"}, only("clerk", status=409, **STRANGERS)),
    ("POST", "/desk/review/{moving}/", {"do": "publish"}, only(**SIGNERS)),
    (
        "POST",
        "/desk/review/{moving}/",
        {"do": "urgent", "urgent": "今晚有暴雨", "digest": "{moving_digest}"},
        only("director", "secretary", status=302, **STRANGERS),
    ),
    (
        "POST",
        "/desk/review/{published}/",
        {"do": "urgent", "urgent": "今晚有暴雨"},
        only("director", "secretary", status=409, **STRANGERS),
    ),
    (
        "POST",
        "/desk/review/{published}/",
        {"do": "withdraw", "class": "duplicate", "words": "和另一份重复。"},
        only("clerk", "director", "secretary", status=302, **STRANGERS),
    ),
    (
        "POST",
        "/desk/review/{published}/",
        {"do": "remove", "class": "private", "words": "照片没有遮住。"},
        only("clerk", "director", "secretary", "privacy", "street", status=302, **STRANGERS),
    ),
    ("POST", "/desk/review/{published}/", {"do": "remove"}, only(**SIGNERS, privacy=409, street=409)),
    ("POST", "/desk/review/{published}/", {"do": "confirm"}, only(*DECIDERS, status=409, **STRANGERS)),
    ("POST", "/desk/review/{removed}/", {"do": "confirm"}, only(*DECIDERS, status=302, **UNDECIDING)),
    (
        "POST",
        "/desk/review/{removed}/",
        {"do": "keep", "keep": "没有泄露"},
        only(*DECIDERS, status=302, **UNDECIDING),
    ),
    ("GET", "/desk/review/{removed}/", {}, staff(200, **UNDECIDING)),
    ("POST", "/desk/review/{moving}/", {"do": "answer", "to": "1"}, only("clerk", status=409, **STRANGERS)),
    ("POST", "/desk/review/999999/", {"do": "sign"}, GONE),
    ("GET", "/desk/ruling/{ruling}/", {}, staff(404, privacy=200)),
    ("GET", "/desk/ruling/999999/", {}, GONE),
    ("POST", "/desk/ruling/{ruling}/", {"say": "allow", "reason": "单位电话"}, staff(404, privacy=302)),
    ("POST", "/desk/ruling/{ruling}/", {"say": "allow", "reason": ""}, staff(404, privacy=409)),
]
HEARING = {"kind": "trial", "item": "JW04", "title": "文明公约", "days": "15"}
DEMAND = {"code": "JW04", "kind": "deputies", "words": "请公开修路的招标", "name": "钱某", "place": "二组"}
HEARS = ("clerk", "director", "secretary", "member")
OPINIONS: list[Row] = [
    ("GET", "/say/{unit}/", {}, OPEN),
    ("GET", "/say/{unit}/?notice={number}", {}, OPEN),
    ("GET", "/say/{unit}/?notice={local}", {}, OPEN),
    ("POST", "/say/{unit}/?notice={number}", {"form": "x", "kind": "comment", "words": "请写清楚些"}, OPEN),
    ("POST", "/say/{unit}/?notice={number}", {"form": "x", "kind": "comment"}, everyone(409)),
    ("POST", "/say/{unit}/?notice={number}", {"form": "x"}, everyone(422)),
    ("GET", "/track/", {}, OPEN),
    ("GET", "/say/{unit}/demand/", {}, OPEN),
    ("GET", "/say/{street}/demand/", {}, everyone(404)),
    ("POST", "/say/{unit}/demand/", {}, everyone(422)),
    ("POST", "/say/{unit}/demand/", DEMAND, everyone(302)),
    ("POST", "/say/{unit}/demand/", DEMAND | {"words": "问 13900001234"}, everyone(409)),
    ("GET", "/d/{demand}/", {}, OPEN),
    ("POST", "/d/{demand}/", {}, everyone(422)),
    ("POST", "/d/{demand}/", {"name": "孙某", "place": "三组"}, everyone(302)),
    ("POST", "/d/{demand}/", {"name": "钱某", "place": "二组"}, everyone(302)),  # who signs twice hears the same
    ("GET", "/d/999999/", {}, everyone(404)),
    ("GET", "/desk/demand/{demand}/", {}, staff(404, member=200)),
    ("POST", "/desk/demand/{demand}/", {"base": "0"}, staff(404, member=409)),
    ("POST", "/desk/demand/{demand}/", {"base": "9", "valid": "1"}, staff(404, member=302)),
    ("GET", "/c/{collecting}/", {}, OPEN),
    ("GET", "/c/{voting}/", {}, everyone(404)),
    ("GET", "/c/999999/", {}, everyone(404)),
    ("GET", "/c/{collecting}/files/1/", {}, everyone(404)),  # its days are over; while they run, in test_collect.py
    ("GET", "/c/{voting}/files/{picture}/", {}, everyone(404)),
    ("GET", "/c/999999/files/1/", {}, everyone(404)),
    ("GET", "/say/{unit}/?draft={collecting}", {}, OPEN),
    ("GET", "/say/{unit}/?draft={voting}", {}, everyone(404)),
    ("GET", "/say/{neighbour}/?draft={collecting}", {}, everyone(404)),
    (
        "POST",
        "/say/{unit}/?draft={collecting}",
        {"form": "y", "kind": "comment", "words": "写清楚"},
        everyone(409),
    ),  # over
    ("GET", "/t/{thread}/", {}, OPEN),
    ("GET", "/t/{coming}/", {}, READERS | {"anonymous": 404}),
    ("GET", "/t/999999/", {}, everyone(404)),
    ("GET", "/desk/hear/", {}, only("clerk", "other")),
    ("POST", "/desk/hear/", {}, only("clerk", "other", status=422)),
    ("POST", "/desk/hear/", HEARING | {"days": "3"}, only("clerk", "other", status=409)),
    ("POST", "/desk/hear/", HEARING, only("clerk", "other", status=302)),
    ("GET", "/desk/thread/{thread}/next/", {}, staff(405)),
    ("POST", "/desk/thread/{thread}/next/", {}, only("clerk", status=302, **STRANGERS)),
    ("POST", "/desk/thread/{coming}/next/", {}, only("clerk", status=409, **STRANGERS)),
    ("POST", "/desk/thread/999999/next/", {}, GONE),
    ("POST", "/track/", {"code": "1234"}, OPEN),
    ("POST", "/track/", {}, everyone(422)),
    ("GET", "/desk/reports/", {}, staff(200, operator=403)),
    ("POST", "/desk/reports/", {}, only("clerk", "other", status=422)),
    ("GET", "/desk/reports/reports.csv", {}, staff(200, operator=403)),
    ("GET", "/desk/reports/reports.xlsx", {}, staff(200, operator=403)),
    ("GET", "/desk/report/999999/", {}, GONE),
    ("POST", "/desk/report/999999/", {}, GONE),
    ("GET", "/desk/report/999999.pdf", {}, GONE),
    ("GET", "/desk/report/{report}.pdf", {}, READERS),
    ("GET", "/desk/report/{reported}/", {}, staff(404, clerk=200)),
    ("POST", "/desk/report/{reported}/", {"summary": "一页", "result": "办成了"}, staff(404, clerk=409)),
    ("GET", "/desk/opinions/", {}, only(*HEARS, "other")),
    ("GET", "/desk/opinions/opinions.csv", {}, only(*HEARS, "other")),
    ("GET", "/desk/opinions/opinions.xlsx", {}, only(*HEARS, "other")),
    ("GET", "/desk/opinion/{opinion}/", {}, staff(404, **dict.fromkeys(HEARS, 200))),
    ("GET", "/desk/opinion/999999/", {}, GONE),
    ("POST", "/desk/opinion/{opinion}/", {}, staff(404, **{**dict.fromkeys(HEARS, 403), "clerk": 422})),
    (
        "POST",
        "/desk/opinion/{opinion}/",
        {"outcome": "not", "reason": "已经写在附件里"},
        staff(404, **{**dict.fromkeys(HEARS, 403), "clerk": 302}),
    ),
]
LINE = {"do": "add", "name": "许某", "tier": "party_members", "since": "2026-03-01"}
KEEPERS = ("clerk", "operator")
# What members read, tier by tier, is in test_scope.py; here nobody stands on a roll.
MEMBERS: list[Row] = [
    ("GET", "/members/", {}, staff(200)),
    ("GET", "/members/{moving}/", {}, GONE),
    ("GET", "/members/{published}/", {}, GONE),
    ("GET", "/members/{moving}/files/{draft_file}/", {}, GONE),
    ("GET", "/roll/{unit}/", {}, only(*KEEPERS, other=404)),
    ("GET", "/roll/{unit}/?as=csv", {}, only(*KEEPERS, other=404)),
    ("GET", "/roll/nowhere/", {}, only(*KEEPERS, "other", status=404)),
    ("POST", "/roll/{unit}/", {}, only(*KEEPERS, status=409, other=404)),
    ("POST", "/roll/{unit}/", LINE, only(*KEEPERS, status=302, other=404)),
    ("POST", "/roll/{unit}/", LINE | {"since": "昨天"}, only(*KEEPERS, status=422, other=404)),
    ("POST", "/roll/{unit}/", LINE | {"name": "许某13900001234"}, only(*KEEPERS, status=409, other=404)),
    ("POST", "/roll/{unit}/", {"do": "import", "list": "许某"}, only(*KEEPERS, status=409, other=404)),
    ("POST", "/roll/{unit}/", {"do": "strike", "line": "999999"}, only(*KEEPERS, status=404, other=404)),
    ("POST", "/roll/{unit}/", {"do": "invite", "line": "x"}, only(*KEEPERS, status=409, other=404)),
    (
        "POST",
        "/roll/{unit}/",
        {"do": "end", "line": "999999", "last_day": "2026-03-01"},
        only(*KEEPERS, status=404, other=404),
    ),
    ("GET", "/desk/notice/{notice_key}/concerned/", {}, GONE),
    ("POST", "/desk/notice/{notice_key}/concerned/", {}, GONE),
]
CATALOGUE: list[Row] = [
    ("GET", "/u/{unit}/catalogue/import/", {}, only("district")),
    ("POST", "/u/{unit}/catalogue/import/", {}, only("district", status=422)),
    ("POST", "/u/{unit}/catalogue/import/", {"confirmed": "forged"}, only("district", status=409)),
    ("GET", "/u/nowhere/catalogue/import/", {}, only(district=404)),
    ("GET", "/u/{unit}/catalogue/routes/default/", {}, only("street", "district")),
    ("GET", "/u/{unit}/catalogue/routes/office/", {}, only(street=404, district=404)),
    ("GET", "/u/{district}/catalogue/routes/default/", {}, only("district", street=404)),
    ("POST", "/u/{unit}/catalogue/routes/default/", {"do": "add"}, only("street", "district")),
    ("POST", "/u/{unit}/catalogue/routes/default/", {"do": "preview"}, only("street", "district", status=422)),
    ("POST", "/u/{unit}/catalogue/routes/default/", {"do": "confirm"}, only("street", "district", status=409)),
    ("GET", "/u/{unit}/catalogue/routes/default/end/", {}, staff(405)),
    ("POST", "/u/{unit}/catalogue/routes/default/end/", {"route": "1"}, only("street", "district", status=409)),
    ("GET", "/u/{unit}/catalogue/local/JW11/", {}, only("district")),
    ("GET", "/u/{unit}/catalogue/local/XX99/", {}, only(district=404)),
    ("POST", "/u/{unit}/catalogue/local/JW11/", {}, only("district", status=422)),
]
LOGIN: list[Row] = [
    ("GET", "/accounts/login/", {}, everyone(302, anonymous=200)),
    ("POST", "/accounts/login/", {"login": "clerk", "password": "wrong"}, everyone(302, anonymous=200)),
    ("GET", "/accounts/logout/", {}, everyone(200, anonymous=302)),
    ("POST", "/accounts/logout/", {}, everyone(302)),
    ("GET", "/accounts/reauthenticate/", {}, staff(200)),
    ("POST", "/accounts/reauthenticate/", {"password": "wrong"}, staff(200)),
    ("GET", "/accounts/password/change/", {}, staff(200)),
    ("POST", "/accounts/password/change/", {"oldpassword": "wrong"}, staff(200)),
    ("GET", "/accounts/password/set/", {}, staff(409)),
    ("GET", "/accounts/2fa/", {}, staff(200)),
    ("GET", "/accounts/2fa/authenticate/", {}, staff(302)),
    ("GET", "/accounts/2fa/reauthenticate/", {}, staff(302)),
    ("GET", "/accounts/2fa/totp/activate/", {}, staff(302)),
    ("POST", "/accounts/2fa/totp/activate/", {"code": "000000"}, staff(302)),
    ("GET", "/accounts/2fa/totp/deactivate/", {}, GONE),  # there are none yet
    ("GET", "/accounts/2fa/recovery-codes/", {}, GONE),  # there are none yet
    ("GET", "/accounts/2fa/recovery-codes/generate/", {}, staff(302)),
    ("POST", "/accounts/2fa/recovery-codes/generate/", {}, staff(302)),
    ("GET", "/accounts/2fa/recovery-codes/download/", {}, GONE),  # there are none yet
    ("GET", "/invitation/{token}/", {}, everyone(200)),
    ("POST", "/invitation/{token}/", {"password": "short", "again": "short"}, everyone(200)),
    ("POST", "/invitation/{token}/", {"password": "桂花-2026-三季度", "again": "桂花-2026-三季度"}, everyone("login")),
    ("GET", "/demo/clerk/", {}, everyone(405)),
    ("POST", "/demo/resident/", {}, everyone(302)),
    ("POST", "/demo/clerk/", {}, everyone(302)),
    ("POST", "/demo/emperor/", {}, everyone(404)),
    ("GET", "/healthz", {}, everyone(503)),  # no clock runs beside the tests; it says so
    ("GET", "/robots.txt", {}, everyone(200)),
]
OPERATOR = only("operator")
ADMIN: list[Row] = [
    ("GET", "/admin/", {}, OPERATOR),
    ("GET", "/admin/login/", {}, only(operator=302)),
    ("GET", "/admin/logout/", {}, everyone(302)),
    ("GET", "/admin/password_change/", {}, only(operator=302)),
    ("GET", "/admin/password_change/done/", {}, OPERATOR),
    ("GET", "/admin/jsi18n/", {}, OPERATOR),
    ("GET", "/admin/orgs/", {}, OPERATOR),
    ("GET", "/admin/r/{user_type}/1/", {}, only(operator=404)),
    ("GET", "/admin/no/such/page/", {}, only(operator=404)),
    (
        "GET",
        "/admin/autocomplete/?app_label=orgs&model_name=tenure&field_name=person&term=",
        {},
        OPERATOR,
    ),
]
# model of the operator's site → what the operator gets at: add, one that is there, its removal
MODELS = {
    "unit": (200, 200, 403),
    "profile": (200, 200, 403),
    "body": (200, 200, 403),
    "post": (200, 200, 403),
    "tenure": (200, 200, 403),
    "person": (200, 200, 403),
    "relation": (200, 200, 200),
    "user": (403, 200, 403),
    "invitation": (403, 200, 403),
    "entry": (403, 200, 403),
}
for model, (add, change, delete) in MODELS.items():
    base, one = f"/admin/orgs/{model}/", f"/admin/orgs/{model}/{{{model}_key}}/"
    ADMIN += [
        ("GET", base, {}, OPERATOR),
        ("GET", f"{base}add/", {}, only(operator=add)),
        ("POST", f"{base}add/", {}, only(operator=add)),
        ("GET", one, {}, only(operator=302)),
        ("GET", f"{one}change/", {}, only(operator=change)),
        ("GET", f"{one}history/", {}, OPERATOR),
        ("GET", f"{one}delete/", {}, only(operator=delete)),
        ("GET", f"{base}999999/change/", {}, only(operator=302)),
    ]
TABLE = [
    *PUBLIC,
    *TAKEN_BACK,
    *MISSING,
    *LOCAL,
    *DESK,
    *PLANS,
    *DRAFTS,
    *REVIEWS,
    *OPINIONS,
    *MEMBERS,
    *CATALOGUE,
    *LOGIN,
    *ADMIN,
]


@dataclass
class Scene:
    """The world, one logged-in client for each role, and the keys that addresses are filled with."""

    world: World
    keys: dict[str, Any] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    behind: dict[str, HttpResponse] = field(default_factory=dict)

    def ask(self, role: str, row: Row) -> HttpResponse:
        """One request; what it changed is taken back."""
        method, address, sent, _answers = row
        client = self.clients[role]
        cookies = client.cookies.copy()
        data = {name: str(value).format(**self.keys) for name, value in sent.items()}
        path = address.format(**self.keys)
        with transaction.atomic():
            response = client.post(path, data) if method == "POST" else client.get(path)
            if response.streaming:
                b"".join(response)  # read to its end, the client closes the file without closing the database
            transaction.set_rollback(True)
        client.cookies = SimpleCookie(cookies)
        return response  # type: ignore[return-value]


def answer_of(response: HttpResponse, scene: Scene, role: str, path: str) -> int | str:
    """The status; "login" for being sent there. The operator's pages have one door of their own: see behind it once."""
    place = response.get("Location", "")
    if response.status_code == 302 and path.startswith("/admin/") and place.startswith("/admin/login/"):
        if role not in scene.behind:
            with transaction.atomic():
                scene.behind[role] = scene.clients[role].get(place)  # type: ignore[assignment]
        response = scene.behind[role]
        place = response.get("Location", "")
    if response.status_code == 302 and place.startswith("/accounts/login/"):
        return "login"
    return response.status_code


def moved_to(world: World, step: str, period: str, code: str = "JW11") -> Edition:
    """An edition that waits at a step."""
    edition = draft(world, code, period=period)
    decisions.submit(edition_id=edition.pk, seen=edition.lock, now=world.now, by=world.by("clerk"))
    edition.refresh_from_db()
    while edition.step != step:
        step_on(world, edition, world.now)
        edition.refresh_from_db()
    return edition


def heard(world: World, nth: int) -> Edition:
    """A draft for comment, just begun."""
    item, title, by = Item.objects.get(code="JW04"), f"加装路灯方案 {nth}", world.by("clerk")
    return begin(unit=world.community, item=item, kind="draft", title=title, days=15, now=world.now, by=by)


def put_up(world: World, edition: Edition) -> None:
    """The draft written and signed by all."""
    content, by = filled(edition.content), world.by("clerk")
    saved = drafts.save_draft(edition_id=edition.pk, content=content, seen=edition.lock, now=world.now, by=by)
    walk(world, saved)


def planned(world: World) -> dict[str, Any]:
    """What a street and a district planned: a matter for two communities, one for units of another street."""
    item, until = Item.objects.get(code="JW04"), timezone.localdate(world.now) + timedelta(days=90)
    told = {"words": "", "happened": timezone.localdate(world.now), "since": until, "until": until, "now": world.now}
    units = [world.community, world.neighbour]
    joint = open_matter(name="一", units=units, items={"community": item}, by=world.by("street"), **told)  # type: ignore[arg-type]
    far = [
        Unit.objects.create(
            code=f"9{n}",
            name=f"别处{n}",
            short_name=f"别处{n}",
            kind="community",
            parent=world.district,
            path=f"{world.district.path}900{n}",
        )
        for n in (1, 2)
    ]
    alone = open_matter(name="二", units=far, items={"community": item}, by=world.by("district"), **told)  # type: ignore[arg-type]
    letter = draw_letter(unit=world.community, year=timezone.localdate().year, now=world.now, by=world.by("street"))
    days = {"since": timezone.localdate(world.now), "until": until}
    phases = [{"name": "宣传发动", **days, "tasks": [("开动员会", "")]}]
    units = [world.community]
    told = {"name": "三", "words": "", "phases": phases, "units": units, "now": world.now}
    campaign = open_campaign(**told, by=world.by("street"))  # type: ignore[arg-type]
    letters = {"letter": letter.pk, "letter_digest": digest_of(letter.content)}
    return {"joint": joint.pk, "alone": alone.pk, "campaign": campaign.pk, **letters}


def build(world: World) -> dict[str, Any]:
    """One record of each sort, and the keys of addresses."""
    owe(world)
    clerk = world.by("clerk")
    notice = publish(world, "CA03", "2026-Q3", files=[("凭证.xlsx", workbook())])
    local = publish(world, "DW05", "2026-Q3", files=[("名单.xlsx", workbook())])
    corrected = correct(world, publish(world, period="2026-07"))
    removed = publish(world, period="2026-08", files=[("照片.xlsx", workbook())])
    ask = {"reason": "private", "words": "照片没有遮住。", "now": world.now, "by": world.by("clerk")}
    withdrawals.remove(edition_id=removed.live_id or 0, **ask)  # type: ignore[arg-type]
    filed = {"summary": "三季度的账。", "result": "没有收到意见。", "now": world.now + timedelta(days=30), "by": clerk}
    report = file_report(notice_id=notice.pk, **filed)  # type: ignore[arg-type]
    own = draft(world, period="2026-01", files=[("草稿.xlsx", workbook())])
    pictured = draft(world, period="2026-02", files=[("照片.png", png())])
    blocked = draft(world, period="2026-03", words="请打 13900001234 联系。")
    mark = all_findings(blocked)[0].fingerprint
    ruling = rulings.ask_ruling(edition_id=blocked.pk, fingerprint=mark, plea="是单位的", now=world.now, by=clerk)
    moving, voting = moved_to(world, "director", "2026-04"), moved_to(world, "supervision", "2026-05")
    screening = moved_to(world, "privacy", "2026-06")
    blocked.refresh_from_db()
    settled, open_duty, *_later = Duty.objects.filter(unit=world.community, item__code="JW04").order_by("due")
    declare_nil(world, [settled])
    lay_down(world, world.community, "party", hearing(shipped_routes()[0]["steps"]))
    collecting = moved_to(world, COLLECT, "2026-07", "DW02")
    thread, coming = heard(world, 0), heard(world, 1)
    put_up(world, thread)
    tenure = clerk.tenure
    assert tenure is not None
    person = tenure.person
    other = world.by("director").person
    assert other is not None
    return {
        **planned(world),
        "unit": world.community.code,
        "street": world.street.code,
        "district": world.district.code,
        "neighbour": world.neighbour.code,
        "report": report.pk,
        "reported": notice.pk,
        "number": f"{notice.year}-{notice.serial:05d}",
        "corrected": f"{corrected.year}-{corrected.serial:05d}",
        "taken_back": f"{removed.year}-{removed.serial:05d}",
        "taken_file": Attachment.objects.get(notice=removed).pk,
        "removed": removed.live_id,
        "local": f"{local.year}-{local.serial:05d}",
        "public_file": Attachment.objects.get(notice=notice).pk,
        "local_file": Attachment.objects.get(notice=local).pk,
        "draft_file": Attachment.objects.get(notice=own.notice).pk,
        "draft_edition": own.pk,
        "duty": open_duty.pk,
        "settled": settled.pk,
        "draft": own.pk,
        "seen": own.lock,
        "blocked": blocked.pk,
        "blocked_seen": blocked.lock,
        **{
            key: value
            for name, edition in (("moving", moving), ("voting", voting), ("screening", screening))
            for key, value in ((name, edition.pk), (f"{name}_digest", edition.digest))
        },
        "demand": demand(unit=world.community, now=world.now, **DEMAND).pk,
        "opinion": speak(world, notice).pk,
        "thread": Stage.objects.get(duty__notices=thread.notice).thread_id,
        "collecting": collecting.pk,
        "coming": Stage.objects.get(duty__notices=coming.notice).thread_id,
        "notice_key": notice.pk,
        "published": notice.live_id,
        "published_digest": notice.live.digest if notice.live else "",
        "pictured": pictured.pk,
        "picture": Attachment.objects.get(notice=pictured.notice).pk,
        "listed": publish(world, "CW23", "2026-09").live_id,
        "ruling": ruling.pk,
        "unit_key": world.community.pk,
        "tenure_key": tenure.pk,
        "person_key": person.pk,
        "profile_key": Profile.objects.get().pk,
        "body_key": Body.objects.all()[0].pk,
        "post_key": Post.objects.all()[0].pk,
        "user_key": User.objects.get(username="clerk").pk,
        "user_type": 1,
        "relation_key": Relation.objects.create(person=person, other=other, kind="兄弟").pk,
        "token": invite(person=other, now=timezone.now(), by=world.by("operator")),
        "invitation_key": Invitation.objects.get().pk,
        "entry_key": Entry.objects.order_by("pk")[0].pk,
    }


@pytest.fixture(scope="module", autouse=True)
def demo_urls() -> Iterator[None]:
    """For the whole file: pytest's own mark would read the URL table anew for every row."""
    with override_settings(ROOT_URLCONF="tests.demo_urls"):
        yield


@pytest.fixture(scope="module")
def scene(demo_urls: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """One world for the whole table, taken back at its end."""
    with lasting_database(django_db_blocker):
        cache.clear()
        world = whole_world()
        scene = Scene(world, build(world))
        User.objects.filter(username="third").update(username="demo-clerk")
        for role in ROLES:
            scene.clients[role] = Client(raise_request_exception=False)
            if role != "anonymous":
                scene.clients[role].force_login(world.user(role))
        yield scene


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    """The counters of failed logins live in the cache, which no transaction takes back."""
    cache.clear()


@pytest.mark.parametrize("row", TABLE, ids=[f"{row[0]} {row[1]} {row[2].get('do', '')}".strip() for row in TABLE])
def test_each_answer(row: Row, scene: Scene) -> None:
    told_apart = len(set(row[3].values())) > 1
    asked = ROLES if settings.SQLITE and told_apart else FEW
    got: Answers = {role: answer_of(scene.ask(role, row), scene, role, row[1]) for role in asked}
    assert got == {role: row[3][role] for role in asked}


@pytest.mark.parametrize("row", [row for row in TABLE if row[0] == "POST"], ids=lambda row: f"{row[1]} {row[2]}")
def test_nothing_is_taken_from_another_site(row: Row, scene: Scene) -> None:
    """A form that does not carry our token changes nothing, whoever is made to send it."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.world.user("clerk"))
    path = row[1].format(**scene.keys)
    with transaction.atomic():
        before = Entry.objects.count()
        assert client.post(path, row[2]).status_code in (403, 405)
        assert Entry.objects.count() == before


@pytest.mark.parametrize("row", [row for row in PUBLIC if "accounts" not in row[1]], ids=lambda row: row[1])
def test_pages_to_read_take_nothing(row: Row, scene: Scene) -> None:
    readers = ("anonymous", "clerk", "operator")
    got = {role: scene.ask(role, ("POST", row[1], {"do": "save"}, {})).status_code for role in readers}
    assert got == dict.fromkeys(readers, 405)


@pytest.mark.parametrize("row", LOGIN, ids=lambda row: f"{row[0]} {row[1]}")
def test_a_login_without_a_password_breaks_nothing(row: Row, scene: Scene) -> None:
    """The demo's logins have none; the library would send them to a page that we do not have."""
    user = User.objects.get(username="demo-clerk")
    assert not user.has_usable_password()
    client = Client(raise_request_exception=False)
    client.force_login(user)
    path = row[1].format(**scene.keys)
    with transaction.atomic():
        response = client.post(path, row[2], follow=True) if row[0] == "POST" else client.get(path, follow=True)
        assert response.status_code != 500
        assert response.redirect_chain[5:] == []
        transaction.set_rollback(True)


def patterns(found: Iterable[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for one in found:
        here = before + (str(one.pattern).removeprefix("^") if before else str(one.pattern))
        if isinstance(one, URLResolver):
            yield from patterns(one.url_patterns, here)
        else:
            yield here


def test_every_address_stands_in_the_table(scene: Scene) -> None:
    opened = {resolve(row[1].format(**scene.keys).partition("?")[0]).route for row in TABLE}
    known = set(patterns(get_resolver("tests.demo_urls").url_patterns))
    assert sorted(known - opened) == []


def test_every_list_of_the_operator_stands_in_the_table() -> None:
    assert {model._meta.model_name for model in admin.site._registry} == set(MODELS)
