"""Publishing: the only way by which versions and offerings come to be."""

from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from krob.foundation.core import clock
from krob.foundation.core.actor import Actor, ActorKind
from krob.foundation.core.errors import Conflict, Invalid, NotAllowed, NotFound
from krob.foundation.core.permissions import Permission
from krob.foundation.core.registry import command
from krob.foundation.events import journal
from krob.people.agencies.models import Agency, Authority
from krob.registers.catalogue.checks import problems
from krob.registers.catalogue.definition import Definition, OfferingDefinition
from krob.registers.catalogue.models import Service, ServiceOffering, ServiceVersion, Synonym
from krob.registers.catalogue.segmenting import normalised, telling_words

Published = TypeVar("Published", ServiceVersion, ServiceOffering)
KINDS = {ActorKind.OPERATOR, ActorKind.SYSTEM}


@command("catalogue.publish-version", kinds=KINDS)
def publish_version(
    *, actor: Actor, definition: Definition, offerings: tuple[OfferingDefinition, ...] = ()
) -> ServiceVersion:
    """Publish a version of a service; publishing the same again changes nothing.

    ``offerings`` are those whose fees the definition's worked examples compute.

    Req: 2.2.1.

    Raises:
        Conflict: this number exists with other contents; versions are never overwritten.
        Invalid: the definition has problems; ``fields`` lists them by path.
    """
    existing = ServiceVersion.objects.filter(
        service__code=definition.code, number=definition.number
    ).first()
    if existing:
        return _same(existing, definition.digest)
    found = [p for p in problems(definition, offerings) if p.severity == "error"]
    if found:
        raise Invalid(
            "definition-has-problems",
            _("The definition has problems."),
            fields={problem.path: str(problem.message) for problem in found},
        )
    service, _was_new = Service.objects.get_or_create(
        code=definition.code, defaults={"agency": Agency.objects.get(code=definition.agency)}
    )
    version = ServiceVersion.objects.create(
        service=service,
        number=definition.number,
        parts=definition.parts,
        digest=definition.digest,
        in_force_from=definition.in_force_from,
        published_at=clock.now(),
    )
    journal.record(
        actor=actor,
        name="catalogue.version-published",
        subject=f"service:{definition.code}",
        data={"number": version.number, "digest": version.digest},
    )
    return version


@command("catalogue.publish-offering", kinds=KINDS)
def publish_offering(*, actor: Actor, offering: OfferingDefinition) -> ServiceOffering:
    """Publish what one authority says about a service; the same again changes nothing.

    Raises:
        Conflict: this number exists with other contents.
        Authority.DoesNotExist, Service.DoesNotExist: publish those first.
    """
    existing = ServiceOffering.objects.filter(
        service__code=offering.service,
        authority__code=offering.authority,
        number=offering.number,
    ).first()
    if existing:
        return _same(existing, offering.digest)
    published = ServiceOffering.objects.create(
        service=Service.objects.get(code=offering.service),
        authority=Authority.objects.get(code=offering.authority),
        number=offering.number,
        parts=offering.parts,
        digest=offering.digest,
        in_force_from=offering.in_force_from,
        published_at=clock.now(),
    )
    journal.record(
        actor=actor,
        name="catalogue.offering-published",
        subject=f"service:{offering.service}",
        data={
            "authority": offering.authority,
            "number": offering.number,
            "digest": offering.digest,
        },
    )
    return published


def _same(existing: Published, digest: str) -> Published:
    if existing.digest != digest:
        raise Conflict(
            "definition-differs",
            _("This number is published with other contents. Raise the number."),
        )
    return existing


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
