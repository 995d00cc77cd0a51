"""A post of the bureaus: it files or approves what the routes of the units beside it ask it for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orgs", "0006_handover")]
    operations = [
        migrations.AlterField(
            model_name="post",
            name="kind",
            field=models.CharField(
                choices=[
                    ("clerk", "经办人"),
                    ("director", "主任"),
                    ("secretary", "书记"),
                    ("supervisor_chair", "监督委员会主任"),
                    ("supervisor", "监督委员会委员"),
                    ("finance_member", "理财小组成员"),
                    ("privacy_reviewer", "保密隐私审查员"),
                    ("street_reviewer", "街镇审核员"),
                    ("bureau_reviewer", "部门审核员"),
                    ("district_manager", "区级督查"),
                    ("auditor", "审计员"),
                    ("operator", "系统管理员"),
                    ("member", "成员"),
                ],
                max_length=20,
                verbose_name="职责",
            ),
        ),
    ]
