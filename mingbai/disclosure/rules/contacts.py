"""The contacts at the foot of a notice, filled in from what the unit has declared, so that nobody types them."""

from __future__ import annotations

from typing import Any

from mingbai.orgs.models import Profile, Unit

ABOVE = ("街道", "镇街", "乡镇", "上级")
WATCH = "监督"


def with_contacts(content: dict[str, Any], unit: Unit) -> dict[str, Any]:
    """With telephone, place and hours of the unit (监督: of its supervision committee; 街道: of the unit above)."""
    wanted = [unit.pk] if unit.parent_id is None else [unit.pk, unit.parent_id]
    profiles = {profile.pk: profile for profile in Profile.objects.filter(unit__in=wanted)}
    own, above = profiles.get(unit.pk), profiles.get(unit.parent_id or 0)
    blocks = [
        {**block, "items": [_filled(item, own, above) for item in block["items"]]}
        if block["type"] == "contacts"
        else block
        for block in content["blocks"]
    ]
    return {**content, "blocks": blocks}


def _filled(item: dict[str, Any], own: Profile | None, above: Profile | None) -> dict[str, Any]:
    higher = any(word in item["name"] for word in ABOVE)
    profile = above if higher else own
    if profile is None or item.get("phone"):
        return item
    phone = profile.supervision_phone if WATCH in item["name"] else profile.phone
    declared = {"phone": phone or profile.phone, "place": profile.address, "hours": profile.hours}
    return {key: declared.get(key) or value for key, value in item.items()}
