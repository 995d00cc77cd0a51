"""Every change of the room catalog."""

from mingbai.catalog.actions.items import add_local, load_items, load_local, load_rows, load_shipped, standing_rules
from mingbai.catalog.actions.notices import load_notice
from mingbai.catalog.actions.routes import end_route, load_routes, set_route

__all__ = [
    "add_local",
    "end_route",
    "load_items",
    "load_local",
    "load_notice",
    "load_routes",
    "load_rows",
    "load_shipped",
    "set_route",
    "standing_rules",
]
