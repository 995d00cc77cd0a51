"""Registers the room with Django, and refuses rules of the gate that can't be read."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.utils.translation import gettext_lazy as _

from mingbai.disclosure.rules.gate.ruleset import BadRules, current


class DisclosureConfig(AppConfig):
    name = "mingbai.disclosure"
    verbose_name = _("公开")


@register(Tags.security)
def rules_of_the_gate(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    """A gate with rules that nobody can read would stop nothing, or everything."""
    try:
        current()
    except BadRules as error:
        return [Error(str(error), id="mingbai.E002")]
    return []
