"""On PostgreSQL the unique index of the path also carries what lists show.

Next to it the wider index unit_subtree never won: the planner took the narrow unique index and went to the table for
each row. The pattern index that Django adds goes too: paths are compared as ranges, never by LIKE. SQLite prefers the covering index by itself, so nothing changes there.
"""

from django.db import migrations

DROP = "ALTER TABLE orgs_unit DROP CONSTRAINT orgs_unit_path_key"
ADD = "ALTER TABLE orgs_unit ADD CONSTRAINT orgs_unit_path_key UNIQUE (path)"


def carry_lists(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)
        schema_editor.execute(ADD + " INCLUDE (code, short_name, kind)")
        schema_editor.execute("DROP INDEX IF EXISTS orgs_unit_path_5b0c432f_like")


def carry_path_only(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)
        schema_editor.execute(ADD)
        schema_editor.execute("CREATE INDEX orgs_unit_path_5b0c432f_like ON orgs_unit (path varchar_pattern_ops)")


class Migration(migrations.Migration):
    dependencies = [("orgs", "0002_journal_append_only")]
    operations = [migrations.RunPython(carry_lists, carry_path_only)]
