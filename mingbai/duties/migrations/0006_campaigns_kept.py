"""Versions of a plan and reports stay as they were written; a report can only be taken back, once."""

from django.db import migrations

from mingbai.kit.triggers import changed, refuse

SAID = ("campaign_id", "unit_id", "key", "title", "words", "done_by_id", "done_at")


class Migration(migrations.Migration):
    dependencies = [("duties", "0005_campaigns")]
    operations = [
        *(
            refuse(
                f"duties_campaignplan_{name}",
                table="duties_campaignplan",
                event=event,
                message="versions of a plan are insert-only",
            )
            for name, event in (("same", "UPDATE"), ("kept", "DELETE"))
        ),
        refuse(
            "duties_campaignreport_same",
            table="duties_campaignreport",
            event="UPDATE",
            message="a report is never edited, and is taken back once",
            when=f"{changed(SAID)} OR OLD.undone_at IS NOT NULL",
        ),
        refuse("duties_campaignreport_kept", table="duties_campaignreport", event="DELETE", message="reports are kept"),
    ]
