"""Units that join a linked matter after it has begun."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("duties", "0006_campaigns_kept")]

    operations = [
        migrations.AddField(
            model_name="jointpart",
            name="added_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="后来加进来的时间"),
        ),
        migrations.AddField(
            model_name="jointpart",
            name="added_why",
            field=models.CharField(blank=True, default="", max_length=120, verbose_name="加进来的原因"),
            preserve_default=False,
        ),
    ]
