"""What the search knows: synonyms and one entry for each service."""

from django.db import models


class Synonym(models.Model):
    """A word people use, and what services call it; officers keep these rows.

    ``first_word`` is the first word of ``word`` as the search cuts it; rows are found by it.
    """

    word = models.CharField(max_length=80)
    means = models.CharField(max_length=80)
    first_word = models.CharField(max_length=80, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["word", "means"], name="synonym_once"),
        ]

    def __str__(self) -> str:
        return f"{self.word} = {self.means}"


class SearchEntry(models.Model):
    """What the search knows of one service: words between spaces, as ``segmenting`` cuts them.

    Derived from the version in force; can be thrown away and made again.
    """

    code = models.CharField(max_length=60, unique=True)
    title = models.TextField()
    body = models.TextField()
    grams = models.TextField()

    def __str__(self) -> str:
        return self.code
