"""Fetching what a viewer may see; a foreign opinion is as if it did not exist."""

from __future__ import annotations

from mingbai.feedback.models import Opinion, Sayer
from mingbai.feedback.models.opinions import OpinionQuerySet
from mingbai.kit.errors import NotFound
from mingbai.orgs.rules.may import Permission, Viewer


def opinions_for(viewer: Viewer) -> OpinionQuerySet:
    """The opinions on notices of the unit in which the viewer holds a post that reads them; never who gave them."""
    viewer.require(Permission.OPINION_READ)
    found = Opinion.objects.filter(viewer.reach("notice__unit__"))
    return found.select_related(
        "notice__unit", "notice__live__version", "edition", "answer__tenure__person", "answer__tenure__post"
    )


def opinion_for(viewer: Viewer, pk: int) -> Opinion:
    """One of them; else NotFound."""
    if Permission.OPINION_READ not in viewer.permissions:
        raise NotFound
    found = opinions_for(viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def sayer_of(viewer: Viewer, opinion: Opinion) -> Sayer | None:
    """Who gave it, for clerk and director; None for everybody else, and where nobody said or the term is over."""
    if not viewer.may(Permission.OPINION_CONTACT, opinion.notice.unit):
        return None
    return Sayer.objects.filter(opinion=opinion).first()
