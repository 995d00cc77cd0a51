"""What was said about a notice, as anybody may read it: the words that are meant for all, of the rest the number."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from mingbai.disclosure.models import Edition, Notice
from mingbai.feedback.models import Opinion, OpinionKind, Outcome
from mingbai.feedback.models.opinions import OpinionQuerySet


@dataclass(frozen=True)
class Counts:
    """How many were given and how they were answered; who gave them does not show in any of it."""

    all: int
    answered: int
    adopted: int
    partly: int
    refused: int
    signatures: int

    @property
    def waiting(self) -> int:
        return self.all - self.answered


def counts_of(notice: Notice, edition: Edition | None = None) -> Counts:
    """Of all opinions on a notice, or on one edition of it, in one query."""
    answered = Q(answer__isnull=False)
    opinions = Opinion.objects.filter(notice=notice, **({"edition": edition} if edition else {}))
    found = opinions.aggregate(
        all=Count("pk"),
        answered=Count("pk", filter=answered),
        adopted=Count("pk", filter=Q(answer__outcome=Outcome.ADOPTED)),
        partly=Count("pk", filter=Q(answer__outcome=Outcome.PARTLY)),
        refused=Count("pk", filter=Q(answer__outcome=Outcome.NOT)),
        signatures=Count("pk", filter=Q(kind=OpinionKind.SIGNATURE)),
    )
    return Counts(**found)


def shown_of(notice: Notice, *, full: bool) -> OpinionQuerySet:
    """The opinions whose words stand beside the notice, oldest first; none where its own words may not stand there."""
    found = Opinion.objects.filter(notice=notice, shown=True)
    if not full or notice.gone or notice.retired:
        return found.none()
    return found.select_related("edition", "answer__tenure__post").order_by("pk")
