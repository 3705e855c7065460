"""``krob definitions load|export|check``: services as folders."""

import argparse
from pathlib import Path
from typing import Any

from krob.engines.smartforms import codes
from krob.foundation.core import clock
from krob.foundation.core.actor import OPERATOR
from krob.foundation.core.errors import Conflict, Invalid
from krob.foundation.core.operating import OperatorError, offers_json
from krob.people.agencies.models import Agency, Authority
from krob.registers.catalogue import commands, queries
from krob.registers.catalogue.checking.checks import problems
from krob.registers.catalogue.models import ServiceVersion
from krob.registers.catalogue.sharing import exporting, packages, packing, trust
from krob.registers.catalogue.versioning.definition import (
    Definition,
    OfferingDefinition,
    read_all,
    write_folder,
)

DEFAULT = Path("definitions")


def register(subparsers: Any) -> None:
    """Offer the commands."""
    group = subparsers.add_parser("definitions", help="services as folders")
    actions = group.add_subparsers(dest="action", required=True)
    for name, run, text in (
        ("load", load, "publish what is not published yet"),
        ("check", check, "say what stands against publishing"),
    ):
        parser = offers_json(actions.add_parser(name, help=text))
        parser.add_argument("folder", type=Path, nargs="?", default=DEFAULT)
        parser.set_defaults(run=run)
    _register_packages(actions)
    parser = offers_json(actions.add_parser("export", help="write published services to a folder"))
    parser.add_argument("folder", type=Path)
    parser.set_defaults(run=export)


def _register_packages(actions: Any) -> None:
    parser = offers_json(actions.add_parser("pack", help="write a service as a signed package"))
    parser.add_argument("service")
    parser.add_argument("file", type=Path)
    parser.add_argument("--version", type=int)
    parser.add_argument("--sign", action="store_true")
    parser.add_argument("--offerings", action="store_true")
    parser.add_argument("--authority", action="append")
    parser.set_defaults(run=pack)
    parser = offers_json(actions.add_parser("import", help="begin a draft from a package"))
    parser.add_argument("file", type=Path)
    parser.add_argument("agency")
    parser.add_argument("--ordinance", action="append", metavar="THERE=HERE")
    parser.set_defaults(run=import_package)
    parser = offers_json(actions.add_parser("key", help="print how others name and trust us"))
    parser.set_defaults(run=key)


def pack(options: argparse.Namespace) -> list[str]:
    """Write a version of a service as a package."""
    versions = ServiceVersion.objects.filter(service__code=options.service)
    if options.version:
        versions = versions.filter(number=options.version)
    version = versions.in_force(clock.today()).select_related("service__agency").first()
    if version is None:
        raise OperatorError(f"there is no such version of {options.service} in force")
    authorities = None if options.offerings else options.authority or ()
    content = exporting.package_of(version, signed=options.sign, authorities=authorities)
    options.file.write_bytes(content)
    return [f"{options.service} v{version.number}: {options.file}"]


def import_package(options: argparse.Namespace) -> list[str]:
    """Begin drafts of an agency from a package: the service, and ordinances when asked."""
    content = packing.bounded(options.file)
    row = commands.import_package(actor=OPERATOR, content=content, agency=options.agency)
    if options.ordinance:
        chosen = dict(each.partition("=")[::2] for each in options.ordinance)
        row = commands.import_ordinances(actor=OPERATOR, package=row.pk, chosen=chosen)
    return list(packages.told(row))


def key(options: argparse.Namespace) -> list[str]:
    """Print this installation's entry for other installations' lists."""
    return [f"{trust.own_name()}={trust.own_key()}"]


def _services(folder: Path) -> dict[str, tuple[list[Definition], list[OfferingDefinition]]]:
    if not folder.is_dir():
        raise OperatorError(f"{folder} is not a folder")
    found: dict[str, tuple[list[Definition], list[OfferingDefinition]]] = {}
    for one in read_all(folder):
        code = one.code if isinstance(one, Definition) else one.service
        versions, offerings = found.setdefault(code, ([], []))
        versions.append(one) if isinstance(one, Definition) else offerings.append(one)
    if not found:
        raise OperatorError(f"{folder} holds no service")
    return found


def load(options: argparse.Namespace) -> list[str]:
    """Publish every version and offering of a folder that is not published yet."""
    done = []
    for versions, offerings in _services(options.folder).values():
        for definition in versions:
            _known_agency(definition)
            _publish(definition, tuple(offerings))
            done.append(f"{definition.code} v{definition.number}")
        for offering in offerings:
            if not Authority.objects.filter(code=offering.authority).exists():
                raise OperatorError(f"there is no authority {offering.authority}; make it first")
            commands.publish_offering(actor=OPERATOR, offering=offering)
            done.append(f"{offering.service} at {offering.authority} #{offering.number}")
    return done


def _known_agency(definition: Definition) -> None:
    if not Agency.objects.filter(code=definition.agency).exists():
        raise OperatorError(f"there is no agency {definition.agency}; make it first")


def _publish(definition: Definition, offerings: tuple[OfferingDefinition, ...]) -> None:
    try:
        commands.publish_version(actor=OPERATOR, definition=definition, offerings=offerings)
    except Invalid as invalid:
        lines = [f"{path}: {message}" for path, message in invalid.fields.items()]
        raise OperatorError(f"{definition.code} is not published", found=lines) from invalid
    except Conflict as conflict:
        raise OperatorError(
            f"{definition.code} v{definition.number} is published with other contents: raise its "
            "number (in a demonstration, `make demo` begins anew)"
        ) from conflict


def check(options: argparse.Namespace) -> list[str]:
    """List what stands against publishing what a folder holds, and what should be looked at."""
    found = [
        (problem.severity, f"{definition.code} v{definition.number} {problem}")
        for versions, offerings in _services(options.folder).values()
        for definition in versions
        for problem in problems(definition, offerings)
    ]
    errors = [line for severity, line in found if severity == "error"]
    if errors:
        raise OperatorError(f"{len(errors)} problems", found=errors)
    return [*(f"warning: {line}" for _severity, line in found), "no problems"]


def export(options: argparse.Namespace) -> list[str]:
    """Write every service in force to a folder, in the form that ``load`` reads."""
    done = []
    for version in queries.versions_in_force(clock.today()):
        code, agency = version.service.code, version.service.agency.code
        folder = options.folder / agency / code / f"v{version.number}"
        parts = {**version.parts, "form": codes.inlined(version.parts["form"])}
        write_folder(Definition(code, agency, version.number, version.in_force_from, parts), folder)
        done.append(str(folder))
    return done
