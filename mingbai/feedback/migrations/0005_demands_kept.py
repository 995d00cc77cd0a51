"""Joint demands and what the committee found stay as they were; only the names are erased."""

from django.db import migrations

from mingbai.kit.triggers import refuse

TABLES = (("demand", "joint demands are insert-only"), ("verification", "verifications are insert-only"))


class Migration(migrations.Migration):
    dependencies = [("feedback", "0004_demanded")]
    operations = [
        refuse(f"feedback_{table}_{name}", table=f"feedback_{table}", event=event, message=message)
        for table, message in TABLES
        for name, event in (("same", "UPDATE"), ("kept", "DELETE"))
    ]
