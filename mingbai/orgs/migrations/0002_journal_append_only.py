"""The journal refuses UPDATE and DELETE, whoever asks."""

from django.db import migrations

from mingbai.kit.triggers import refuse

MESSAGE = "the journal is append-only"


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial")]
    operations = [
        refuse("orgs_entry_no_update", table="orgs_entry", event="UPDATE", message=MESSAGE),
        refuse("orgs_entry_no_delete", table="orgs_entry", event="DELETE", message=MESSAGE),
    ]
