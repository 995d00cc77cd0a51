"""What Django's forms say of bad input, in words that tell a clerk what to do."""

from django.core import validators
from django.utils.translation import gettext_lazy as _


def speak_plainly() -> None:
    """Put our sentences in the place of the library's; a field that has one of its own keeps it."""
    validators.MaxLengthValidator.message = _("太长了：最多 %(limit_value)s 个字，现在有 %(show_value)s 个，请写短些。")
    validators.MinValueValidator.message = _("太小了：最小写 %(limit_value)s。")
    validators.MaxValueValidator.message = _("太大了：最大写 %(limit_value)s。")
    validators.ProhibitNullCharactersValidator.message = _("里面有看不见的坏字符，请重新打一遍，不要粘贴。")
