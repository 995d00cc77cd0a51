"""The page of a notice and the data beside it: what is shown, to whom, in how many queries."""

import hashlib
import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mingbai.disclosure.tests.factories import World, file_with_street, publish


def test_walk(world: World, client: Client) -> None:
    notice = publish(world)
    file_with_street(world, notice)
    with CaptureQueriesContext(connection, ) as q:
        r = client.get(f"/n/{notice.unit.code}/2026-00001/")
    print(r.status_code, len(q), [x["sql"][:200] for x in q])
    assert r.status_code == 200
