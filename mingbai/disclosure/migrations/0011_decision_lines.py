"""Which lines a vote refuses. Empty may stay empty, so that SQLite adds the column without making the table anew, and
the triggers on it stay."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0010_lapsed")]
    operations = [
        migrations.AddField(
            model_name="decision",
            name="lines",
            field=models.JSONField(blank=True, null=True),
        ),
    ]
