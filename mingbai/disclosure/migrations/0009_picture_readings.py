"""The reading of pictures in the background; what was read stays as it was read."""

import django.db.models.deletion
from django.db import migrations, models

from mingbai.kit.triggers import refuse


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0008_urgent")]
    operations = [
        migrations.CreateModel(
            name="PictureReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("waiting", "等着读图"),
                            ("reading", "正在读图"),
                            ("done", "读完图了"),
                            ("off", "不读图"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("pictures", models.JSONField(default=list)),
                ("done", models.PositiveIntegerField(default=0)),
                ("findings", models.JSONField(default=list)),
                ("unread", models.JSONField(default=list)),
                ("lifted", models.JSONField(default=list)),
                ("runs", models.PositiveSmallIntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("rung_at", models.DateTimeField()),
                (
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reading",
                        to="disclosure.attachment",
                    ),
                ),
            ],
            options={
                "verbose_name": "读图",
                "verbose_name_plural": "读图",
                "indexes": [models.Index(fields=["stage", "rung_at"], name="reading_waiting")],
            },
        ),
        refuse(
            "disclosure_picturereading_done",
            table="disclosure_picturereading",
            event="UPDATE",
            message="what was read stays as it was read",
            when="OLD.stage = 'done'",
        ),
        refuse(
            "disclosure_picturereading_kept",
            table="disclosure_picturereading",
            event="DELETE",
            message="a reading is kept",
        ),
    ]
