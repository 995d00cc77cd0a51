"""Who answers for a duty: the post that the catalogue names as drafter, and the surname of whoever holds it."""

from __future__ import annotations

from datetime import date

from mingbai.orgs.models import PostKind, Tenure, Unit

# Surnames of two characters that are at all common; any other name has a surname of one.
DOUBLE = frozenset(
    [
        "欧阳",
        "上官",
        "司马",
        "诸葛",
        "夏侯",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "司徒",
        "东方",
        "南宫",
        "西门",
        "长孙",
        "宇文",
    ]
)


class Roster:
    """The posts held in one unit on a day. One query, however many duties are asked about."""

    def __init__(self, unit: Unit, on: date) -> None:
        held = Tenure.objects.held_on(on).filter(post__body__unit=unit)
        self._tenures = list(held.select_related("person", "post").order_by("pk"))

    def label(self, drafter: str) -> str:
        """Such as “经办人 陈某”: whoever holds the drafter's post, else the clerk; only the post when nobody does."""
        holder = self.holder(drafter)
        return f"{holder.post.title} {masked(holder.person.name)}" if holder else drafter

    def holding(self, *kinds: str) -> list[Tenure]:
        """Who holds a post of one of `kinds`, in the order of the kinds."""
        return [tenure for kind in kinds for tenure in self._tenures if tenure.post.kind == kind]

    def holder(self, drafter: str) -> Tenure | None:
        """Whoever holds the drafter's post, else the clerk."""
        named = [tenure for tenure in self._tenures if tenure.post.title == drafter]
        clerks = [tenure for tenure in self._tenures if tenure.post.kind == PostKind.CLERK]
        return next(iter([*named, *clerks]), None)


def masked(name: str) -> str:
    """The surname and 某: officials answer by role and surname."""
    if name.endswith("某"):
        return name
    return (name[:2] if name[:2] in DOUBLE else name[:1]) + "某"
