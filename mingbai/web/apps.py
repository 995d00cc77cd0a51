"""Registers the room with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "mingbai.web"
    verbose_name = _("站点")

    def ready(self) -> None:
        from mingbai.web.refusals import speak_plainly
        from mingbai.web.wiring import connect

        connect()
        speak_plainly()
