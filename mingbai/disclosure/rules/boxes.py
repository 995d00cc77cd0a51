"""A part of a page, told so that it means the same however large the page is drawn."""

from __future__ import annotations

from dataclasses import dataclass

WHOLE = 1000  # boxes are given in thousandths of the page as it is shown


@dataclass(frozen=True)
class Box:
    """A part of a page: from the left and from the top, how wide and how high, in thousandths."""

    left: int
    top: int
    width: int
    height: int

    @property
    def sound(self) -> bool:
        inside = (
            self.left >= 0 and self.top >= 0 and self.left + self.width <= WHOLE and self.top + self.height <= WHOLE
        )
        return inside and self.width > 0 and self.height > 0
