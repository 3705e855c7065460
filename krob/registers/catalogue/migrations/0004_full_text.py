"""Full text over the search entries, as each database can, and the first synonyms."""

from django.db import migrations

from krob.registers.catalogue.finding.segmenting import table, telling_words

SQLITE = (
    """CREATE VIRTUAL TABLE catalogue_search_fts USING fts5(
         title, body, grams, content='catalogue_searchentry', content_rowid='id',
         tokenize="unicode61 remove_diacritics 0 categories 'L* N* M* Co'")""",
    """CREATE TRIGGER catalogue_search_added AFTER INSERT ON catalogue_searchentry BEGIN
         INSERT INTO catalogue_search_fts(rowid, title, body, grams)
         VALUES (new.id, new.title, new.body, new.grams); END""",
    """CREATE TRIGGER catalogue_search_removed AFTER DELETE ON catalogue_searchentry BEGIN
         INSERT INTO catalogue_search_fts(catalogue_search_fts, rowid, title, body, grams)
         VALUES ('delete', old.id, old.title, old.body, old.grams); END""",
    """CREATE TRIGGER catalogue_search_changed AFTER UPDATE ON catalogue_searchentry BEGIN
         INSERT INTO catalogue_search_fts(catalogue_search_fts, rowid, title, body, grams)
         VALUES ('delete', old.id, old.title, old.body, old.grams);
         INSERT INTO catalogue_search_fts(rowid, title, body, grams)
         VALUES (new.id, new.title, new.body, new.grams); END""",
)
# Words reach PostgreSQL as arrays: its own parser of language never sees them.
VECTORS = {"title": "title", "body": "body", "words": "title || ' ' || body", "grams": "grams"}
POSTGRES = (
    *(
        f"""ALTER TABLE catalogue_searchentry ADD COLUMN {name}_vector tsvector GENERATED ALWAYS AS
            (array_to_tsvector(array_remove(string_to_array({text}, ' '), ''))) STORED"""
        for name, text in VECTORS.items()
    ),
    "CREATE INDEX catalogue_search_words ON catalogue_searchentry USING gin (words_vector)",
    "CREATE INDEX catalogue_search_grams ON catalogue_searchentry USING gin (grams_vector)",
)


def make_full_text(apps, schema_editor):
    statements = POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in statements:
        schema_editor.execute(statement)


def drop_full_text(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in VECTORS:
            schema_editor.execute(
                f"ALTER TABLE catalogue_searchentry DROP COLUMN {name}_vector CASCADE"
            )
        return
    for name in ("added", "removed", "changed"):
        schema_editor.execute(f"DROP TRIGGER catalogue_search_{name}")
    schema_editor.execute("DROP TABLE catalogue_search_fts")


def add_first_synonyms(apps, schema_editor):
    synonym = apps.get_model("catalogue", "Synonym")
    synonym.objects.bulk_create(
        [
            synonym(word=word, means=means, first_word=telling_words(word)[0])
            for word, means in table("synonyms.tsv")
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_search")]

    operations = [
        migrations.RunPython(make_full_text, drop_full_text),
        migrations.RunPython(add_first_synonyms, migrations.RunPython.noop),
    ]
