"""How often one network address may do something: counted for a short while in the cache, kept nowhere else."""

from __future__ import annotations

from datetime import datetime

from django.core.cache import cache
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from mingbai.kit.errors import NotNow

MINUTES = 30
# A whole village may stand behind one address of its telephone company.
SAYING, TRACKING = 30, 20


def keep_pace(*, what: str, address: str | None, most: int, now: datetime) -> None:
    """Count one more; NotNow beyond `most` in half an hour. The address is kept as a keyed digest, and then gone."""
    window = int(now.timestamp()) // (MINUTES * 60)
    key = salted_hmac(f"feedback.{what}.{window}", address or "", algorithm="sha256").hexdigest()
    count = int(cache.get(key, 0)) + 1
    cache.set(key, count, MINUTES * 60)
    if count > most:
        raise NotNow(_("这个网络刚才送来得太多了，请过 %(n)s 分钟再试，或者打电话、当面说。") % {"n": MINUTES})
