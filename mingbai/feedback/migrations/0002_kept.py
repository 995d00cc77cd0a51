"""Opinions and answers stay as they were given, whoever asks; only who gave them is forgotten."""

from django.db import migrations

from mingbai.kit.triggers import refuse


class Migration(migrations.Migration):
    dependencies = [("feedback", "0001_initial")]
    operations = [
        refuse(f"feedback_{table}_{name}", table=f"feedback_{table}", event=event, message=message)
        for table, message in (("opinion", "opinions are insert-only"), ("answer", "answers are insert-only"))
        for name, event in (("same", "UPDATE"), ("kept", "DELETE"))
    ]
