"""What every page, file and answer of a demo says, so that its figures are never taken for real ones."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# In Chinese wherever a record is written; `demo_note` says it in the reader's language.
DEMO_NOTE = gettext_noop("演示数据，数字是编的")


def demo_note() -> str:
    """The note in a demo; on a real site nothing."""
    return _(DEMO_NOTE) if settings.DEMO else ""
