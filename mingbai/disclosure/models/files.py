"""Files that belong to a notice: kept outside the web root under their digest, served only after a check."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mingbai.disclosure.models.notices import Notice
from mingbai.orgs.models import Tenure


class Attachment(models.Model):
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="attachments")
    name = models.CharField(_("文件名"), max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField(_("字节"))
    mime = models.CharField(max_length=100)
    added_by = models.ForeignKey(Tenure, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    # What the gate found at upload: kind, place, masked, hint, fingerprint; never the text itself.
    findings = models.JSONField(default=list)
    # What the gate could not look into (pictures), in sentences for whoever has to look instead.
    unseen = models.JSONField(default=list)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("附件")
        verbose_name_plural = _("附件")

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        return Path(settings.FILES_DIR) / self.sha256[:2] / self.sha256

    @property
    def paintable(self) -> bool:
        """Whether parts of it can be painted over: a PDF or a picture."""
        return self.mime in ("application/pdf", "image/png", "image/jpeg")

    @property
    def painted(self) -> bool:
        """Whether it is the copy of another one, with parts painted over."""
        done = getattr(self, "redaction", None)
        return done is not None and done.undone_at is None

    @property
    def unlooked(self) -> str:
        """How the reading of its pictures stands, in a sentence; empty where it has none."""
        reading = getattr(self, "reading", None)
        return str(reading.sentence) if reading is not None else ""

    @property
    def remarks(self) -> list[str]:
        """All that whoever signs has to know of it: what the gate did not see, and what the machine has read."""
        return [*([self.unlooked] if self.unlooked else []), *self.unseen]

    @property
    def digest(self) -> str:
        """As the content of a notice names it."""
        return f"sha256:{self.sha256}"
