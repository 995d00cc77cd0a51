"""What else must not move: the route of a submitted edition, where an ended one stands, numbers, rulings, files."""

from django.db import migrations

from mingbai.kit.triggers import changed, refuse

FILE = changed(["notice_id", "name", "sha256", "size", "mime", "findings", "added_by_id", "added_at"])


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0002_frozen")]
    operations = [
        refuse(
            "disclosure_edition_route",
            table="disclosure_edition",
            event="UPDATE",
            message="a submitted edition keeps its route",
            when=f"OLD.frozen_at IS NOT NULL AND {changed(['steps', 'route_id', 'author_id'])}",
        ),
        refuse(
            "disclosure_edition_up",
            table="disclosure_edition",
            event="UPDATE",
            message="what was published is only superseded or withdrawn",
            when="OLD.published_at IS NOT NULL AND NEW.state NOT IN ('published', 'superseded', 'withdrawn')",
        ),
        refuse(
            "disclosure_edition_ended",
            table="disclosure_edition",
            event="UPDATE",
            message="an ended edition does not come back",
            when="OLD.state IN ('void', 'returned', 'superseded', 'withdrawn') AND NEW.state <> OLD.state",
        ),
        refuse(
            "disclosure_serial_next",
            table="disclosure_serial",
            event="UPDATE",
            message="numbers follow each other",
            when=f"NEW.last <> OLD.last + 1 OR {changed(['unit_id', 'year'])}",
        ),
        refuse(
            "disclosure_serial_kept", table="disclosure_serial", event="DELETE", message="the count of numbers is kept"
        ),
        refuse(
            "disclosure_ruling_once",
            table="disclosure_ruling",
            event="UPDATE",
            message="a ruling is given once",
            when="OLD.ruled_at IS NOT NULL",
        ),
        refuse("disclosure_ruling_kept", table="disclosure_ruling", event="DELETE", message="a ruling is kept"),
        refuse(
            "disclosure_attachment_same",
            table="disclosure_attachment",
            event="UPDATE",
            message="a stored file stays the same",
            when=FILE,
        ),
        refuse(
            "disclosure_attachment_kept", table="disclosure_attachment", event="DELETE", message="a stored file is kept"
        ),
    ]
