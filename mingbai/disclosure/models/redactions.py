"""A copy of a draft's file in which parts of pages are painted over for good; the original is sealed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingbai.disclosure.models.files import Attachment
from mingbai.orgs.models import Tenure


class Redaction(models.Model):
    """`boxes` holds page, left, top, width, height of each part, in thousandths of the page. Undone while a draft."""

    original = models.ForeignKey(Attachment, models.PROTECT, related_name="redacted")
    copy = models.OneToOneField(Attachment, models.PROTECT, related_name="redaction")
    boxes = models.JSONField()
    by = models.ForeignKey(Tenure, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("涂掉")
        verbose_name_plural = _("涂掉")

    def __str__(self) -> str:
        return f"{self.original_id} → {self.copy_id}"
