"""What happens to a login, in the journal: who came, who left, who was kept out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from mingbai.orgs.actions.journal import record
from mingbai.orgs.models import Entry, Person, Tenure, User
from mingbai.orgs.rules.may import Viewer, tenures_of


def note(
    *, act: str, user: User, now: datetime, address: str | None, tenure: Tenure | None = None, **more: Any
) -> Entry:
    """One act on a login, at the unit of the post in use, else of the first post held."""
    if tenure is None:
        tenure = next(iter(tenures_of(user, timezone.localdate(now))), None)
    person = tenure.person if tenure else Person.objects.filter(user=user).first()
    by = Viewer(user=user, person=person, tenure=tenure, address=address)
    return record(act=act, what=user, now=now, by=by, unit=by.unit, note={"login": user.username, **more})


def note_failed_login(*, login: str, now: datetime, address: str | None, act: str = "account:failed") -> Entry:
    """A login that did not succeed, at the unit of its owner.

    A name that nobody has is not kept: it may be a password typed into the wrong box, and the journal forgets nothing.
    """
    user = User.objects.filter(username__iexact=login).first()
    tenure = next(iter(tenures_of(user, timezone.localdate(now))), None) if user else None
    return Entry.objects.create(
        at=now,
        act=act,
        unit=tenure.post.body.unit if tenure else None,
        record_type="orgs.user",
        record_id=str(user.pk) if user else "",
        address=address,
        note={"login": user.username} if user else {},
    )
