"""What a list was before it was masked, kept with the draft only."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0012_audience")]
    operations = [
        migrations.CreateModel(
            name="Veil",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rows", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "edition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="veil", to="disclosure.edition"
                    ),
                ),
            ],
            options={"verbose_name": "遮前的名单", "verbose_name_plural": "遮前的名单"},
        ),
    ]
