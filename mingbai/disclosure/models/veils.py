"""What a draft's list was before it was masked, so that one click takes the masking back; gone with its submission."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingbai.disclosure.models.editions import Edition


class Veil(models.Model):
    """`rows` holds each masked row twice: {block, before, after}. Nothing fuller than what is signed outlives the
    draft: this is deleted when it is submitted, given up, or unmasked, and after a week at the latest."""

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="veil")
    rows = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("遮前的名单")
        verbose_name_plural = _("遮前的名单")

    def __str__(self) -> str:
        return f"{self.edition_id}"
