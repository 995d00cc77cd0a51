"""What the machine read in the pictures of a notice about residents, beside the file."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0015_redactions")]
    operations = [
        migrations.CreateModel(
            name="ReadWords",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.TextField()),
                ("path", models.TextField()),
                ("text", models.TextField()),
                (
                    "reading",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="words",
                        to="disclosure.picturereading",
                    ),
                ),
            ],
            options={"verbose_name": "图里读出的字", "verbose_name_plural": "图里读出的字"},
        ),
    ]
