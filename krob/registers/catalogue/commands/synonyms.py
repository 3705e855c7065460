"""The words of the search, kept by officers."""

from django.utils.translation import gettext_lazy as _

from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound
from krob.foundation.core.permissions import Permission
from krob.foundation.core.registry import command
from krob.foundation.events import journal
from krob.registers.catalogue.finding.segmenting import normalised, telling_words
from krob.registers.catalogue.models import Synonym


@command("catalogue.add-synonym", kinds={ActorKind.OFFICER})
def add_synonym(*, actor: Actor, word: str, means: str) -> Synonym:
    """Let the search take a word that people use for one that services use; counts at once.

    Raises:
        NotAllowed: the officer does not keep the search's words.
        Invalid: a word is missing, too long, or means itself.
        Conflict: this pair is there already.
    """
    _may_edit_synonyms(actor)
    said, meant = _synonym_words(word, means)
    _not_there_yet(said, meant)
    row = Synonym.objects.create(word=said, means=meant, first_word=telling_words(said)[0])
    _record_synonym(actor, "added", row)
    return row


@command("catalogue.change-synonym", kinds={ActorKind.OFFICER})
def change_synonym(*, actor: Actor, synonym: int, word: str, means: str) -> Synonym:
    """Change a synonym; the same words again change nothing.

    Raises:
        NotAllowed, Invalid, Conflict: as for adding.
        NotFound: somebody removed it.
    """
    _may_edit_synonyms(actor)
    row = _locked_synonym(synonym)
    said, meant = _synonym_words(word, means)
    if (row.word, row.means) == (said, meant):
        return row
    _not_there_yet(said, meant)
    row.word, row.means, row.first_word = said, meant, telling_words(said)[0]
    row.save()
    _record_synonym(actor, "changed", row)
    return row


@command("catalogue.remove-synonym", kinds={ActorKind.OFFICER})
def remove_synonym(*, actor: Actor, synonym: int) -> None:
    """Let the search forget a synonym.

    Raises:
        NotAllowed: the officer does not keep the search's words.
        NotFound: somebody removed it.
    """
    _may_edit_synonyms(actor)
    row = _locked_synonym(synonym)
    _record_synonym(actor, "removed", row)
    row.delete()


def _may_edit_synonyms(actor: Actor) -> None:
    if not actor.may(Permission.CATALOGUE_EDIT_SYNONYMS):
        raise NotAllowed("synonyms-not-yours", _("You may not change the words of the search."))


def _locked_synonym(synonym: int) -> Synonym:
    row = Synonym.objects.select_for_update().filter(pk=synonym).first()
    if row is None:
        raise NotFound("synonym-not-found", _("This synonym is not there any more."))
    return row


def _synonym_words(word: str, means: str) -> tuple[str, str]:
    said, meant = normalised(word), normalised(means)
    problem = _("Type a word of 1 to 80 letters.")
    wrong = {
        key: problem for key, text in (("word", said), ("means", meant)) if not 0 < len(text) <= 80
    }
    if not wrong and said == meant:
        wrong = {"means": _("The two words are the same.")}
    if wrong:
        raise Invalid("synonym-invalid", _("The synonym was not saved."), fields=wrong)
    return said, meant


def _not_there_yet(said: str, meant: str) -> None:
    if Synonym.objects.filter(word=said, means=meant).exists():
        raise Conflict("synonym-exists", _("This synonym is there already."))


def _record_synonym(actor: Actor, happened: str, row: Synonym) -> None:
    journal.record(
        actor=actor,
        name=f"catalogue.synonym-{happened}",
        subject=f"synonym:{row.pk}",
        data={"word": row.word, "means": row.means},
    )
