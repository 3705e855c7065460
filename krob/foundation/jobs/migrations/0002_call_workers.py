"""PostgreSQL calls listening workers when a job is written."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION jobs_call_workers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_notify('krob_jobs', ''); RETURN NULL; END $$;
CREATE TRIGGER jobs_call_workers AFTER INSERT ON jobs_job
FOR EACH STATEMENT EXECUTE FUNCTION jobs_call_workers();
"""
BACKWARDS = "DROP TRIGGER jobs_call_workers ON jobs_job; DROP FUNCTION jobs_call_workers();"


def put_up(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(FORWARDS, params=None)


def take_down(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(BACKWARDS, params=None)


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]
    operations = [migrations.RunPython(put_up, take_down)]
