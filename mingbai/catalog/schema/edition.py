"""The project's own structured edition of the national rows, read once from data/catalogue.json."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from mingbai.catalog.schema.item import ItemSpec


@cache
def load_edition() -> dict[str, ItemSpec]:
    """code → ItemSpec, in catalogue order; a broken file raises SpecError with the path of the field."""
    return {item.code: item for item in map(ItemSpec.from_json, _read()["items"])}


def edition_meta() -> dict[str, str]:
    """Name, version and date of the edition, to be shown beside the catalogue."""
    return {key: value for key, value in _read().items() if isinstance(value, str)}


@cache
def _read() -> dict[str, Any]:
    path = files("mingbai.catalog") / "data" / "catalogue.json"
    return dict(json.loads(path.read_text(encoding="utf-8")))
