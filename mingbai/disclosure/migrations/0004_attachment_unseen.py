"""What the gate could not look into is kept with the file; the triggers are listed again, for SQLite rebuilds the table."""

from django.db import migrations, models

from mingbai.kit.triggers import changed, refuse

FILE = changed(["notice_id", "name", "sha256", "size", "mime", "findings", "unseen", "added_by_id", "added_at"])


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0003_kept")]
    operations = [
        migrations.AddField(
            model_name="attachment",
            name="unseen",
            field=models.JSONField(default=list),
        ),
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
