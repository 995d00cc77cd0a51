"""Impact assessments: never changed, and not deleted within three years."""

import django.db.models.deletion
from django.db import migrations, models

from mingbai.kit.triggers import refuse

KEPT = {"on_delete": django.db.models.deletion.PROTECT}


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0013_lists_before_masking"), ("orgs", "0006_handover")]
    operations = [
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.TextField(verbose_name="目的合法、必要")),
                ("effect", models.TextField(verbose_name="对个人的影响和风险")),
                ("measures", models.TextField(verbose_name="保护措施合适")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("keep_until", models.DateField(verbose_name="至少留到")),
                ("edition", models.ForeignKey(**KEPT, related_name="assessments", to="disclosure.edition")),
                ("taken_from", models.ForeignKey(null=True, **KEPT, related_name="+", to="disclosure.assessment")),
                ("tenure", models.ForeignKey(**KEPT, related_name="+", to="orgs.tenure")),
                ("deputy", models.ForeignKey(null=True, **KEPT, related_name="+", to="orgs.person")),
            ],
            options={
                "verbose_name": "个人信息影响评估",
                "verbose_name_plural": "个人信息影响评估",
                "ordering": ["at", "pk"],
            },
        ),
        refuse(
            "disclosure_assessment_same",
            table="disclosure_assessment",
            event="UPDATE",
            message="an assessment stays as it was given",
        ),
        refuse(
            "disclosure_assessment_kept",
            table="disclosure_assessment",
            event="DELETE",
            message="an assessment is kept for three years",
            when="OLD.keep_until > CURRENT_DATE",
        ),
    ]
