"""What time brings in this room: names and telephones are forgotten when their term is over."""

from __future__ import annotations

from datetime import datetime, time

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mingbai.feedback.actions.demand import forget_signers
from mingbai.feedback.models import Sayer
from mingbai.feedback.rules.terms import KEPT_AFTER_ANSWER, KEPT_AT_MOST
from mingbai.orgs.actions.journal import record

AT_ONCE = 500


@transaction.atomic
def tick(now: datetime) -> int:
    """Erase whoever gave an opinion that was answered 90 days ago, or given a year ago, and those who signed a demand;
    returns how many.

    The opinion stays, and so does whether it was named.
    """
    on = timezone.localdate(now)
    midnight = timezone.make_aware(datetime.combine(on - KEPT_AFTER_ANSWER, time()))
    answered = Q(opinion__answer__at__lt=midnight)
    over = Sayer.objects.filter(answered | Q(opinion__said_on__lt=on - KEPT_AT_MOST))
    found = list(over.select_related("opinion__notice__unit").order_by("pk")[:AT_ONCE])
    for sayer in found:
        opinion = sayer.opinion
        record(act="opinion:forget", what=opinion, now=now, unit=opinion.notice.unit)
        sayer.delete()
    return len(found) + forget_signers(now)
