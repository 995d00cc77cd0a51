"""What an item's impact assessment begins with (个人信息保护法 55, 56): three answers, written for the item."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from mingbai.catalog.schema.item import ItemSpec
from mingbai.catalog.schema.lists import fields_of

QUESTIONS = ("purpose", "effect", "measures")


@cache
def _data() -> dict[str, Any]:
    path = files("mingbai.catalog") / "data" / "assessments.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))


def first_answers(item: ItemSpec) -> dict[str, str]:
    """Purpose, effect and measures as they usually stand for this item; whoever writes still has to confirm them."""
    data = _data()
    words = {
        "basis": "、".join(basis.text for basis in item.basis),
        "title": item.title,
        "audience": item.audience.label,
        "fields": "、".join(fields_of(item)),
        "days": item.min_display_days,
    }
    effect = data["effects"][data["items"].get(item.code, "matter")]
    return {"purpose": data["purpose"].format(**words), "effect": effect, "measures": data["measures"].format(**words)}
