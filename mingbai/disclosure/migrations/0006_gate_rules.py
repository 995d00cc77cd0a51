"""An edition keeps the version of the gate's rules; the triggers are listed again, for SQLite rebuilds the table."""

from django.db import migrations, models

from mingbai.kit.triggers import changed, refuse

TEXT = changed(["content", "digest", "title", "notice_id", "attempt", "version_id", "frozen_at", "gate_rules"])
SHOWN = changed(["number", "published_at", "display_from"])
EDITION = "disclosure_edition"


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0005_withdrawals")]
    operations = [
        migrations.AddField(
            model_name="edition",
            name="gate_rules",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=32, verbose_name="隐私规则的版本"
            ),
        ),
        refuse(
            "disclosure_edition_frozen",
            table=EDITION,
            event="UPDATE",
            message="a submitted edition is frozen",
            when=f"(OLD.frozen_at IS NOT NULL AND {TEXT}) OR (OLD.published_at IS NOT NULL AND {SHOWN})",
        ),
        refuse(
            "disclosure_edition_kept",
            table=EDITION,
            event="DELETE",
            message="a submitted edition is kept",
            when="OLD.frozen_at IS NOT NULL",
        ),
        refuse(
            "disclosure_edition_route",
            table=EDITION,
            event="UPDATE",
            message="a submitted edition keeps its route",
            when=f"OLD.frozen_at IS NOT NULL AND {changed(['steps', 'route_id', 'author_id'])}",
        ),
        refuse(
            "disclosure_edition_up",
            table=EDITION,
            event="UPDATE",
            message="what was published is only superseded or withdrawn",
            when="OLD.published_at IS NOT NULL AND NEW.state NOT IN ('published', 'superseded', 'withdrawn')",
        ),
        refuse(
            "disclosure_edition_ended",
            table=EDITION,
            event="UPDATE",
            message="an ended edition does not come back",
            when="(OLD.state IN ('void', 'returned', 'withdrawn') AND NEW.state <> OLD.state) "
            "OR (OLD.state = 'superseded' AND NEW.state NOT IN ('superseded', 'withdrawn'))",
        ),
    ]
