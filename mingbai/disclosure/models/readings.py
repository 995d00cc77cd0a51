"""The reading of an attachment's pictures in the background: what is to be read, how far it is, what was found."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingbai.disclosure.models.files import Attachment

PATIENCE = timedelta(minutes=10)  # a submission waits so long for the machine, and then goes on with a warning


class ReadingStage(models.TextChoices):
    WAITING = "waiting", _("等着读图")
    READING = "reading", _("正在读图")
    DONE = "done", _("读完图了")
    OFF = "off", _("不读图")


class PictureReading(models.Model):
    """`pictures` lists what to read, as the gate names it (place, path, part, page); `done` counts what has been.

    `findings` are kept like the attachment's own, without the text; `unread` are the places that gave no words;
    `lifted` are fingerprints of the attachment's findings “nobody can read this page” that no longer hold.
    """

    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="reading")
    stage = models.CharField(max_length=8, choices=ReadingStage.choices, default=ReadingStage.WAITING)
    pictures = models.JSONField(default=list)
    done = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list)
    unread = models.JSONField(default=list)
    lifted = models.JSONField(default=list)
    runs = models.PositiveSmallIntegerField(default=0)  # a run that was overtaken by a later one writes nothing more
    asked_at = models.DateTimeField()
    rung_at = models.DateTimeField()  # when the worker was told last

    class Meta:
        verbose_name = _("读图")
        verbose_name_plural = _("读图")
        indexes = [models.Index(fields=["stage", "rung_at"], name="reading_waiting")]

    def __str__(self) -> str:
        return f"{self.attachment} {self.get_stage_display()}"

    @property
    def total(self) -> int:
        return len(self.pictures)

    @property
    def under_way(self) -> bool:
        return self.stage in (ReadingStage.WAITING, ReadingStage.READING)

    def holds(self, now: datetime) -> bool:
        """Whether a submission still waits for it."""
        return self.under_way and now < self.asked_at + PATIENCE

    @property
    def sentence(self) -> str:
        """How it stands, for the writer and for those who sign."""
        words = {"done": self.done, "total": self.total, "n": len(self.unread)}
        if self.stage == ReadingStage.OFF:
            return gettext("图片里的内容没有检查（没有打开或没有装认字的软件），请人工看一遍有没有证件、门牌、名单。")
        if self.under_way:
            return gettext("正在读图里的字 %(done)s/%(total)s") % words
        if self.unread:
            return gettext("图里的字机器读了，有 %(n)s 处没有读出来，请人工看一遍有没有证件、门牌、名单。") % words
        return gettext("图里的字机器读过了（%(total)s 处）。机器会看漏，请再看一眼有没有证件、门牌、名单。") % words


class ReadWords(models.Model):
    """What the machine has read in one picture of a notice about residents. The names of the list are often written
    later, so the words are kept beside the file that shows them, and go when it is taken off."""

    reading = models.ForeignKey(PictureReading, models.PROTECT, related_name="words")
    place = models.TextField()
    path = models.TextField()
    text = models.TextField()

    class Meta:
        verbose_name = _("图里读出的字")
        verbose_name_plural = _("图里读出的字")

    def __str__(self) -> str:
        return f"{self.reading_id} {self.place}"
