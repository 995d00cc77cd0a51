"""Copies of files in which parts are painted over; which copy was made of what is kept, and undone once."""

import django.db.models.deletion
from django.db import migrations, models

from mingbai.kit.triggers import changed, refuse

KEPT = {"on_delete": django.db.models.deletion.PROTECT}
SAID = changed(["original_id", "copy_id", "boxes", "by_id", "at"])


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0014_assessments")]
    operations = [
        migrations.CreateModel(
            name="Redaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("boxes", models.JSONField()),
                ("at", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("by", models.ForeignKey(**KEPT, related_name="+", to="orgs.tenure")),
                ("copy", models.OneToOneField(**KEPT, related_name="redaction", to="disclosure.attachment")),
                ("original", models.ForeignKey(**KEPT, related_name="redacted", to="disclosure.attachment")),
            ],
            options={"verbose_name": "涂掉", "verbose_name_plural": "涂掉"},
        ),
        refuse(
            "disclosure_redaction_once",
            table="disclosure_redaction",
            event="UPDATE",
            message="a redaction is only undone, and once",
            when=f"OLD.undone_at IS NOT NULL OR {SAID}",
        ),
        refuse(
            "disclosure_redaction_kept",
            table="disclosure_redaction",
            event="DELETE",
            message="a redaction is kept",
        ),
    ]
