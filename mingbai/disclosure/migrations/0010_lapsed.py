"""A verdict of the clock: the days of a step ran out in silence."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0009_picture_readings")]
    operations = [
        migrations.AlterField(
            model_name="decision",
            name="verdict",
            field=models.CharField(
                choices=[
                    ("agree", "同意"),
                    ("question", "有疑问"),
                    ("return", "退回"),
                    ("answer", "说明"),
                    ("pass", "查过，没有"),
                    ("receipt", "已备案"),
                    ("urgent", "紧急公布"),
                    ("lapsed", "到期未办"),
                ],
                max_length=10,
                verbose_name="意见",
            ),
        ),
    ]
