"""Postings: which edition was seen where, from when to when."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingbai.disclosure.models import Edition


class Channel(models.TextChoices):
    WEB = "web", _("网上公开栏")


class Posting(models.Model):
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="postings")
    channel = models.CharField(_("载体"), max_length=8, choices=Channel.choices)
    place = models.CharField(_("地点"), max_length=120)
    since = models.DateTimeField(_("张贴时间"))
    until = models.DateTimeField(_("撤下时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("张贴")
        verbose_name_plural = _("张贴")
        constraints = [
            models.UniqueConstraint(fields=["edition", "channel", "place"], name="posting_once"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} {self.get_channel_display()}"
