"""Taking back what was published; an older edition goes with it, so a superseded one may become withdrawn."""

import django.db.models.deletion
from django.db import migrations, models

from mingbai.kit.triggers import changed, refuse

ASKED = changed(["notice_id", "edition_id", "kind", "reason", "words", "asked_by_id", "asker_id", "asked_at"])


class Migration(migrations.Migration):

    dependencies = [
        ('disclosure', '0004_attachment_unseen'),
        ('orgs', '0004_words_for_links'),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='held_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='紧急撤下时间'),
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('withdraw', '撤回'), ('remove', '紧急撤下')], max_length=8, verbose_name='方式')),
                ('reason', models.CharField(choices=[('duplicate', '重复公布'), ('annulled', '决定已经撤销或者变更'), ('untrue', '内容不实，要重新核实'), ('unlawful', '依法不应当公开'), ('private', '泄露个人信息'), ('secret', '涉及国家秘密或者商业秘密')], max_length=10, verbose_name='原因')),
                ('words', models.CharField(max_length=300, verbose_name='向群众说明')),
                ('asked_at', models.DateTimeField(verbose_name='提出时间')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='决定时间')),
                ('agreed', models.BooleanField(null=True, verbose_name='同意')),
                ('answer', models.CharField(blank=True, default='', max_length=300, verbose_name='不同意的理由')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.tenure')),
                ('asker', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.person')),
                ('decider', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.person')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.tenure')),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='disclosure.edition')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawals', to='disclosure.notice')),
            ],
            options={
                'verbose_name': '撤回',
                'verbose_name_plural': '撤回',
                'constraints': [models.UniqueConstraint(condition=models.Q(('decided_at__isnull', True)), fields=('notice',), name='withdrawal_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('agreed__isnull', True), ('decided_at__isnull', True), ('decided_by__isnull', True), ('decider__isnull', True)), models.Q(('agreed__isnull', False), ('decided_at__isnull', False), ('decided_by__isnull', False), ('decider__isnull', False)), _connector='OR'), name='withdrawal_decided_whole')],
            },
        ),
        refuse(
            "disclosure_edition_ended",
            table="disclosure_edition",
            event="UPDATE",
            message="an ended edition does not come back",
            when="(OLD.state IN ('void', 'returned', 'withdrawn') AND NEW.state <> OLD.state) "
            "OR (OLD.state = 'superseded' AND NEW.state NOT IN ('superseded', 'withdrawn'))",
        ),
        refuse(
            "disclosure_withdrawal_once",
            table="disclosure_withdrawal",
            event="UPDATE",
            message="a withdrawal is decided once",
            when=f"OLD.decided_at IS NOT NULL OR {ASKED}",
        ),
        refuse(
            "disclosure_withdrawal_kept",
            table="disclosure_withdrawal",
            event="DELETE",
            message="a withdrawal is kept",
        ),
    ]
