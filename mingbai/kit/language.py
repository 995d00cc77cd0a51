"""The language of the record: what is kept is written in Chinese, whichever language its writer reads the pages in."""

from django.conf import settings
from django.utils.translation import override


def record_language() -> override:
    """`with record_language():` around whatever composes words that are stored, signed or printed."""
    return override(settings.LANGUAGE_CODE)
