"""A letter is frozen from its first signature on; signatures and reports stay as they were written."""

from django.db import migrations

from mingbai.kit.triggers import changed, refuse

TEXT = ("unit_id", "year", "number", "content", "digest", "made_at")
SAID = ("unit_id", "year", "key", "words", "done_by_id", "done_at")
ENDED = ("confirmed_by_id", "confirmed_at", "undone_at", "undone_why")
OVER = "(OLD.confirmed_at IS NOT NULL OR OLD.undone_at IS NOT NULL)"


class Migration(migrations.Migration):
    dependencies = [("duties", "0003_letters")]
    operations = [
        refuse(
            "duties_letter_frozen",
            table="duties_letter",
            event="UPDATE",
            message="a signed letter is frozen; draw up a new version",
            when=f"OLD.digest <> '' AND {changed(TEXT)}",
        ),
        refuse(
            "duties_letter_kept",
            table="duties_letter",
            event="DELETE",
            message="a signed letter is kept",
            when="OLD.digest <> ''",
        ),
        refuse(
            "duties_lettersignature_same",
            table="duties_lettersignature",
            event="UPDATE",
            message="signatures are insert-only",
        ),
        refuse(
            "duties_lettersignature_kept",
            table="duties_lettersignature",
            event="DELETE",
            message="signatures are insert-only",
        ),
        refuse(
            "duties_letterreport_same",
            table="duties_letterreport",
            event="UPDATE",
            message="a report is never edited, and ends once",
            when=f"{changed(SAID)} OR ({OVER} AND {changed(ENDED)})",
        ),
        refuse("duties_letterreport_kept", table="duties_letterreport", event="DELETE", message="reports are kept"),
    ]
