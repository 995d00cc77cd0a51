"""The record of each publication, which nobody changes afterwards."""

import django.db.models.deletion
from django.db import migrations, models

from mingbai.kit.triggers import refuse


class Migration(migrations.Migration):

    dependencies = [
        ('disclosure', '0009_picture_readings'),
        ('feedback', '0005_demands_kept'),
        ('orgs', '0006_handover'),
    ]

    operations = [
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content', models.JSONField()),
                ('digest', models.CharField(editable=False, max_length=71)),
                ('made_at', models.DateTimeField(verbose_name='归档时间')),
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='report', to='disclosure.edition')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.tenure')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='disclosure.notice')),
            ],
            options={
                'verbose_name': '公开报告单',
                'verbose_name_plural': '公开报告单',
                'indexes': [models.Index(fields=['notice', 'made_at'], name='report_newest')],
            },
        ),
        *(
            refuse(f"feedback_report_{name}", table="feedback_report", event=event, message="reports are insert-only")
            for name, event in (("same", "UPDATE"), ("kept", "DELETE"))
        ),
    ]
