"""Frozen editions, numbers and decisions refuse change, whoever asks."""

from django.db import migrations

from mingbai.kit.triggers import changed, refuse

TEXT = changed(["content", "digest", "title", "notice_id", "attempt", "version_id", "frozen_at"])
SHOWN = changed(["number", "published_at", "display_from"])


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0001_initial")]
    operations = [
        refuse(
            "disclosure_edition_frozen",
            table="disclosure_edition",
            event="UPDATE",
            message="a submitted edition is frozen",
            when=f"(OLD.frozen_at IS NOT NULL AND {TEXT}) OR (OLD.published_at IS NOT NULL AND {SHOWN})",
        ),
        refuse(
            "disclosure_edition_kept",
            table="disclosure_edition",
            event="DELETE",
            message="a submitted edition is kept",
            when="OLD.frozen_at IS NOT NULL",
        ),
        refuse(
            "disclosure_notice_number",
            table="disclosure_notice",
            event="UPDATE",
            message="a number is given once",
            when=f"OLD.serial IS NOT NULL AND {changed(['unit_id', 'item_id', 'year', 'serial', 'kind'])}",
        ),
        refuse(
            "disclosure_notice_kept",
            table="disclosure_notice",
            event="DELETE",
            message="a published notice is kept",
            when="OLD.serial IS NOT NULL",
        ),
        refuse(
            "disclosure_decision_no_update",
            table="disclosure_decision",
            event="UPDATE",
            message="decisions are insert-only",
        ),
        refuse(
            "disclosure_decision_no_delete",
            table="disclosure_decision",
            event="DELETE",
            message="decisions are insert-only",
        ),
    ]
