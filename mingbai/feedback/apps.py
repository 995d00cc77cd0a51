"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "mingbai.feedback"
    verbose_name = _("意见")
