"""The world in which every command is tried: one of each thing, and everybody who might try.

The applications belong to a company; they were filed by the commands, one for each state. Rows of
other things are put into a state by the cell that needs it (``cells.prepared``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from demo import authorities, bodies, officers, services
from demo.filings import LICENCE, NOTIFICATION, applicant
from krob.casework.applications import commands as casework
from krob.casework.applications.models import Application
from krob.engines.documents.commands import store_upload
from krob.engines.exchange.models import Lookup
from krob.engines.notifications.models import Message
from krob.foundation.core import clock
from krob.foundation.core.actor import ANONYMOUS, OPERATOR, SYSTEM, Actor, ActorKind
from krob.foundation.core.text import Text
from krob.foundation.jobs.models import Job
from krob.people.identity.models import User
from krob.people.identity.types import UserKind
from krob.people.parties import commands as parties
from krob.people.parties.models import CompanyClaim, Mandate, NoticeVersion
from krob.people.parties.types import BusinessFacts, BusinessStatus, Role
from krob.registers.catalogue.models import Synonym
from krob.registers.licences.commands import grant_licence
from krob.registers.licences.models import Licence
from krob.registers.licences.tests.conftest import TERMS
from krob.registers.payments import commands as payments
from krob.registers.payments.models import Bill, PaymentException, Receipt
from krob.registers.payments.types import BankNotice
from tests.journeys.conftest import BANG_RAK, NOWHERE, Maker, officer, photo

OFFICERS: Mapping[str, str] = {
    "checker": "bangrak.checker",
    "inspector": "bangrak.inspector",
    "recommender": "bangrak.recommender",
    "approver": "bangrak.approver",
    "cashier": "bangrak.cashier",
    "revoker": "bangrak.revoker",
    "agency-admin": "bma.admin",
    "service-editor": "bma.editor",
    "service-approver": "bma.publisher",
    "router": "krob.router",
    "guide-editor": "krob.editor",
    "other-unit-checker": "pathumwan.checker",
    "other-unit-approver": "pathumwan.approver",
    "municipal-recommender": "nonthaburi.recommender",
    "municipal-approver": "nonthaburi.approver",
    "municipal-editor": "nonthaburi.editor",
    "municipal-publisher": "nonthaburi.publisher",
}
POINTS = dict.fromkeys(("kitchen", "water", "waste", "exits"), "pass")
CORRECTIONS = [
    {"kind": "field", "key": "seats", "reason": "ไม่ตรงกับแผนผัง"},
    {"kind": "document", "key": "floor-plan", "reason": "ภาพไม่ชัด"},
]


@dataclass
class World:
    """Everybody and everything that the cells of the matrix need."""

    actors: Mapping[str, Actor]
    folder: Path
    company: str
    applications: Mapping[str, Application]
    licence: Licence
    bill: Bill
    paid: Bill
    receipt: Receipt
    excepted: PaymentException
    mandate: Mandate
    claim: CompanyClaim
    lookup: Lookup
    message: Message
    synonym: Synonym
    job: Job
    clerk: User
    visitor: User
    notice: NoticeVersion

    def file(self) -> Path:
        """Return a fresh picture to bring."""
        return photo(self.folder, "ภาพ.png")


class CompanyMaker(Maker):
    """Makes the applications of a company."""

    def draft(self, actor: Actor, **given: Any) -> Application:
        """Return a draft of a company that is ready to file."""
        application = super().draft(actor, **given)
        application.answers |= {
            "representative_name": "นายสมชาย ใจดี",
            "representative_position": "กรรมการ",
        }
        application.save()
        return application


def _company(number: str, name: str) -> str:
    facts = BusinessFacts(
        number=number,
        name=Text(name),
        kind="limited-company",
        status=BusinessStatus.OPERATING,
        address=BANG_RAK,
        source=Text("กรมพัฒนาธุรกิจการค้า"),
        as_of=clock.now(),
    )
    return parties.record_business(actor=OPERATOR, facts=facts).key


def _applications(make: Maker, owner: Actor) -> dict[str, Application]:
    """Return one application for each state; *considering* once for each of its steps."""
    found = {"draft": make.draft(owner)}
    found["routing"] = make.filed(owner, address=NOWHERE)
    found["checking"] = make.filed(owner)
    found["correcting"] = make.filed(owner)
    make.moved(found["correcting"], "bangrak.checker", "return", corrections=CORRECTIONS)
    found["considering:inspection"] = make.filed(owner)
    make.moved(found["considering:inspection"], "bangrak.checker", "accept")
    found["considering:recommendation"] = make.filed(owner)
    make.moved(found["considering:recommendation"], "bangrak.checker", "accept")
    make.moved(found["considering:recommendation"], "bangrak.inspector", "done", checklist=POINTS)
    found["considering:decision"] = make.filed(owner)
    make.recommended(found["considering:decision"])
    found["paying"] = make.approved(make.filed(owner))
    found["approved"] = make.approved(make.filed(owner))
    casework.conclude_settlement(actor=SYSTEM, reference=found["approved"].reference)
    found["refused"] = make.filed(owner)
    make.recommended(found["refused"])
    make.moved(found["refused"], "bangrak.approver", "refuse", note="ทางหนีไฟไม่พอ")
    found["withdrawn"] = make.filed(owner)
    casework.withdraw_application(actor=owner, reference=found["withdrawn"].reference)
    found["lapsed"] = make.approved(make.filed(owner))
    bills = Bill.objects.filter(subject=found["lapsed"].subject)
    bills.update(status="lapsed", closed_at=clock.now())
    casework.lapse_unpaid(actor=SYSTEM, reference=found["lapsed"].reference)
    return {
        state: Application.objects.get(pk=application.pk) for state, application in found.items()
    }


def notice_of(bill: Bill, **changes: Any) -> BankNotice:
    """Return what the bank says about a payment of the whole bill."""
    told = BankNotice(
        bank="demo",
        id=f"N-{bill.reference}",
        biller=bill.biller,
        ref1=bill.reference,
        ref2=bill.check_value,
        amount=bill.amount,
        paid_at=clock.now(),
    )
    return replace(told, **changes)


def _people(company: str, other: str) -> dict[str, Actor]:
    somchai, wipha, thana = applicant("somchai"), applicant("wipha"), applicant("thana")
    pranee, krit, malee = applicant("pranee"), applicant("krit"), applicant("malee")
    return {
        "anonymous": ANONYMOUS,
        "director": somchai.acting_for(company),
        "co-director": wipha.acting_for(company),
        "director-alone": somchai,
        "attorney": pranee,
        "revoked-attorney": krit,
        "other-company": malee.acting_for(other),
        "stranger": thana,
    }


def _all_actors(people: Mapping[str, Actor]) -> dict[str, Actor]:
    return {
        **people,
        **{role: officer(login) for role, login in OFFICERS.items()},
        "client-system": Actor(kind=ActorKind.CLIENT_SYSTEM, id="bank:demo"),
        "operator": OPERATOR,
        "system": SYSTEM,
    }


def _accounts(people: Mapping[str, Actor]) -> None:
    """Give the applicants the accounts that their actors name."""
    for actor in people.values():
        if actor.person:
            User.objects.get_or_create(
                public_id=actor.id,
                defaults={
                    "kind": UserKind.APPLICANT,
                    "issuer": "https://idp.test",
                    "subject_id": actor.id,
                    "person_id": actor.person.partition(":")[2],
                    "created_at": clock.now(),
                },
            )


def build(folder: Path) -> World:
    """Make the world by commands, and the few rows that only machines make."""
    authorities.load(officers.OFFICERS, bodies.BODIES)
    services.load(only=(LICENCE, NOTIFICATION))
    company = _company("0105569001238", "บริษัท ครัววิภา จำกัด")
    people = _people(company, _company("0105562004568", "บริษัท สองสหาย จำกัด"))
    _accounts(people)
    owner = people["director"]
    found = _applications(CompanyMaker(folder), owner)
    for application in found.values():
        for who in ("attorney", "revoked-attorney"):
            parties.add_participant(
                actor=SYSTEM,
                subject=application.subject,
                party=people[who].person,
                role=Role.ATTORNEY,
            )
        parties.end_participation(
            actor=SYSTEM,
            subject=application.subject,
            party=people["revoked-attorney"].person,
            role=Role.ATTORNEY,
        )
    return _with_things(folder, company, _all_actors(people), found)


def _with_things(
    folder: Path, company: str, actors: Mapping[str, Actor], found: Mapping[str, Application]
) -> World:
    owner = actors["director"]
    bill = Bill.objects.get(subject=found["paying"].subject)
    paid = Bill.objects.get(subject=found["approved"].subject)
    payments.record_bank_notice(actor=SYSTEM, notice=notice_of(paid))
    payments.record_bank_notice(actor=SYSTEM, notice=notice_of(paid, id="N-2"))
    store_upload(
        actor=owner,
        subject=found["checking"].subject,
        requirement="floor-plan",
        name="แผนผัง.png",
        path=photo(folder),
        accept=("png",),
    )
    return World(
        actors=actors,
        folder=folder,
        company=company,
        applications=found,
        licence=grant_licence(
            actor=SYSTEM, terms=replace(TERMS, holder=company, subject="application:MATRIX")
        ),
        bill=bill,
        paid=paid,
        receipt=Receipt.objects.get(),
        excepted=PaymentException.objects.get(),
        mandate=Mandate.objects.create(
            principal=company, agent=actors["attorney"].person, valid_from=date(2026, 1, 1)
        ),
        claim=parties.claim_company(actor=actors["stranger"], registration_number="0105562004568"),
        lookup=Lookup.objects.create(
            registry="dopa.house",
            key="1",
            key_hash="x",
            subject=found["draft"].subject,
            purpose="applications.prefill",
            asked_by="matrix",
            asked_at=clock.now(),
            kept_from=clock.today(),
        ),
        message=Message.objects.create(
            to=company,
            template="t",
            template_digest="d",
            title={"th": "ก", "en": "a"},
            body={"th": "ก", "en": "a"},
            subject=found["draft"].subject,
            once_key="matrix",
            sent_at=clock.now(),
            kept_from=clock.today(),
        ),
        synonym=Synonym.objects.create(word="กาแฟสด", means="ร้านอาหาร", first_word="กาแฟสด"),
        job=Job.objects.create(
            task="notifications.deliver",
            state="dead",
            run_at=clock.now() - timedelta(days=1),
            created_at=clock.now(),
        ),
        clerk=User.objects.get(login="bangrak.cashier"),
        visitor=User.objects.get(public_id=actors["stranger"].id),
        notice=NoticeVersion.objects.get(code="applications"),
    )
