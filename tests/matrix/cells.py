"""How each command is tried: which states its thing can be in, and with which arguments.

A command of the registry that has no entry in ``TRIES`` fails the matrix.
"""

from datetime import date
from decimal import Decimal

from krob.casework.applications import dossier
from krob.engines.exchange.ports import BackOfficeAnswer, RegistryAnswer
from krob.engines.notifications.types import MessageTemplate
from krob.foundation.core import clock
from krob.foundation.core.permissions import Permission
from krob.people.agencies.types import Basis, Place
from krob.people.identity.invitations import TOKENS
from krob.people.parties.types import (
    PremisesFacts,
)
from tests.matrix import bringing, moving, timing, writing
from tests.matrix.arguments import (
    APPLICATION,
    BILL,
    BUSINESS,
    CLAIM,
    CLAIMS,
    EXCEPTION,
    HAND_OVER,
    JOB,
    LOOKUP,
    MANDATE,
    NAME,
    PERSON,
    PROCESS,
    RECEIPT,
    SATURDAY,
    UPLOAD,
    Try,
    about,
    acting,
    adding_document,
    answer_about,
    application_in,
    at_first_step,
    bill_state,
    choosing,
    claim_runs_out,
    claim_state,
    close_a_day,
    exception_state,
    forget_acceptance,
    hand_over_state,
    handed_over,
    job_state,
    lookup_state,
    mandate_state,
    next_offering,
    next_version,
    nobody_pays,
    of_application,
    of_bill,
    of_licence,
    put,
    reassigning,
    reference_of,
    removing_document,
    saving,
    sets_aside,
    setting_aside,
    step_of,
    taking_action,
    terms_of_bill,
    terms_of_licence,
    type_house_code,
    upload_state,
    uploads_in,
)
from tests.matrix.world import notice_of

TRIES: dict[str, Try] = {
    # agencies
    "agencies.add-holiday": Try(lambda w, s, a: {"calendar": "bma", "day": SATURDAY, "name": NAME}),
    "agencies.appoint-officer": Try(
        lambda w, s, a: {
            "agency": "bma",
            "login": "new.officer",
            "password": "krob-matrix-password",
            "name": NAME,
        }
    ),
    "agencies.define-role": Try(
        lambda w, s, a: {"code": "new", "name": NAME, "permissions": [Permission.LICENCES_VIEW]}
    ),
    "agencies.end-duty": Try(
        lambda w, s, a: {
            "user": w.clerk.public_id,
            "unit": "bma-bangrak",
            "role": "cashier",
        }
    ),
    "agencies.grant-duty": Try(
        lambda w, s, a: {
            "user": w.clerk.public_id,
            "unit": "bma-bangrak",
            "role": "checker",
        }
    ),
    "agencies.record-agency": Try(lambda w, s, a: {"code": "new", "name": NAME}),
    "agencies.record-authority": Try(
        lambda w, s, a: {"code": "new", "agency": "bma", "name": NAME, "title": NAME}
    ),
    "agencies.record-calendar": Try(lambda w, s, a: {"code": "new", "name": NAME}),
    "agencies.record-position": Try(
        lambda w, s, a: {"code": "new", "authority": "bma-bangrak", "name": NAME}
    ),
    "agencies.record-signing-order": Try(
        lambda w, s, a: {
            "authority": "bma-bangrak",
            "position": "bma-bangrak-head",
            "basis": Basis.ACTING,
            "name": NAME,
            "number": "2",
            "ordered_on": clock.today(),
            "valid_from": clock.today(),
        }
    ),
    "agencies.record-unit": Try(
        lambda w, s, a: {"code": "new", "agency": "bma", "name": NAME, "calendar": "bma"}
    ),
    "agencies.remove-holiday": Try(
        lambda w, s, a: {"calendar": "bma", "day": date(2027, 1, 11)}, prepare=close_a_day
    ),
    "agencies.seed-holidays": Try(lambda w, s, a: {"calendar": "bma", "years": [2030]}),
    "agencies.teach-jurisdiction": Try(
        lambda w, s, a: {
            "power": "public-health.food-premises",
            "place": Place(province="10", district="1008"),
            "unit": "bma-bangrak",
        }
    ),
    # applications
    "applications.acknowledge-notice": Try(reference_of, APPLICATION, forget_acceptance),
    "applications.add-document": Try(adding_document, APPLICATION),
    "applications.ask-registry": Try(
        lambda w, s, a: {**reference_of(w, s, a), "field": "house_code"},
        APPLICATION,
        type_house_code,
    ),
    "applications.conclude-settlement": of_application(),
    "applications.discard": of_application(),
    "applications.ask-fee-again": Try(reference_of, APPLICATION, nobody_pays),
    "applications.lapse-unpaid": Try(reference_of, APPLICATION, nobody_pays),
    "applications.prefill": Try(
        lambda w, s, a: {**reference_of(w, s, a), "lookup": w.lookup.pk},
        APPLICATION,
        answer_about,
    ),
    "applications.take-agency-answer": Try(at_first_step, APPLICATION),
    "applications.take-overdue-action": Try(at_first_step, APPLICATION),
    "applications.reassign": Try(reassigning, APPLICATION),
    "applications.remove-document": Try(removing_document, APPLICATION),
    "applications.resubmit": of_application(
        explanations={"field.seats": "นับแล้ว", "document.floor-plan": "ชัดแล้ว"}
    ),
    "applications.route": of_application(unit="bma-pathumwan"),
    "applications.keep-aside": Try(setting_aside, APPLICATION),
    "applications.choose-answers": Try(choosing, APPLICATION, sets_aside),
    "applications.save-draft": Try(saving, APPLICATION),
    "applications.start": Try(lambda w, s, a: {"service": "food-premises-licence"}),
    "applications.submit": of_application(),
    "applications.take-action": Try(taking_action, APPLICATION),
    "applications.withdraw": of_application(),
    # catalogue
    "catalogue.add-synonym": Try(lambda w, s, a: {"word": "ผัดไทย", "means": "ร้านอาหาร"}),
    "catalogue.change-synonym": Try(
        lambda w, s, a: {"synonym": w.synonym.pk, "word": "ชาไข่มุก", "means": "ร้านอาหาร"}
    ),
    "catalogue.publish-offering": Try(lambda w, s, a: {"offering": next_offering()}),
    "catalogue.publish-version": Try(lambda w, s, a: {"definition": next_version()}),
    "catalogue.remove-synonym": Try(lambda w, s, a: {"synonym": w.synonym.pk}),
    # documents
    "documents.fix-uploads": Try(lambda w, s, a: about(w, "checking")),
    "documents.record-scan": Try(
        lambda w, s, a: {"upload_id": uploads_in(w).first().pk, "found": ""}, UPLOAD, upload_state
    ),
    "documents.remove-upload": Try(
        lambda w, s, a: {"upload_id": uploads_in(w).first().pk}, UPLOAD, upload_state
    ),
    "documents.store-upload": Try(
        lambda w, s, a: about(
            w, "draft", requirement="x", name="ภาพ.png", path=w.file(), accept=("png",)
        )
    ),
    # exchange
    "exchange.ask": Try(
        lambda w, s, a: about(
            w, "draft", registry="dopa.house", key="2", purpose="applications.prefill"
        )
    ),
    "exchange.configure-endpoint": Try(
        lambda w, s, a: {
            "code": "new",
            "kind": "registry",
            "adapter": "dopa.house",
            "base_url": "https://x.test",
        }
    ),
    "exchange.hand-over": Try(
        lambda w, s, a: {
            "endpoint": "agency.demo",
            "subject": w.lookup.subject,
            "step": "decision",
            "visit": 1,
            "case": {"actions": []},
        }
    ),
    "exchange.let-go": Try(lambda w, s, a: {"subject": w.lookup.subject}),
    "exchange.record-answer": Try(
        lambda w, s, a: {
            "lookup_id": w.lookup.pk,
            "answer": RegistryAnswer(found=False, facts={}, as_of=None, source=NAME),
        },
        LOOKUP,
        lookup_state,
    ),
    "exchange.record-hand-over": Try(
        lambda w, s, a: {"hand_over": handed_over(w).pk, "answer": BackOfficeAnswer(action="a")},
        HAND_OVER,
        hand_over_state,
    ),
    # identity
    "identity.accept-invitation": Try(
        lambda w, s, a: {
            "user": w.clerk.public_id,
            "token": TOKENS.make_token(w.clerk),
            "password": "another long password",
        }
    ),
    "identity.choose-language": Try(lambda w, s, a: {"language": "en"}),
    "identity.choose-party": Try(lambda w, s, a: {"party": a.person}),
    "identity.close-account": Try(lambda w, s, a: {"user": w.clerk.public_id}),
    "identity.invite-officer": Try(lambda w, s, a: {"user": w.clerk.public_id}),
    "identity.note-officer-sign-in": Try(lambda w, s, a: {"user": w.clerk.public_id}),
    "identity.note-sign-out": Try(lambda w, s, a: {}),
    "identity.open-officer-account": Try(
        lambda w, s, a: {"login": "another.officer", "password": "krob-matrix-password"}
    ),
    "identity.refuse-sign-in": Try(lambda w, s, a: {"reason": "not-fresh"}),
    "identity.reset-second-factor": Try(lambda w, s, a: {"user": w.clerk.public_id}),
    "identity.set-password": Try(
        lambda w, s, a: {"user": w.clerk.public_id, "password": "krob-matrix-password"}
    ),
    "identity.set-second-factor": Try(
        lambda w, s, a: {"user": w.clerk.public_id, "secret": "JBSWY3DPEHPK3PXP"}
    ),
    "identity.sign-in-person": Try(lambda w, s, a: {"claims": CLAIMS}),
    # jobs
    "jobs.retry-job": Try(lambda w, s, a: {"key": w.job.key}, JOB, job_state),
    # licences
    "licences.grant": Try(lambda w, s, a: {"terms": terms_of_licence(w)}),
    "licences.reinstate": of_licence(reason="แก้ไขแล้ว"),
    "licences.revoke": of_licence(reason="ผิดเงื่อนไข"),
    "licences.suspend": of_licence(reason="ผิดเงื่อนไข"),
    # notifications
    "notifications.mark-all-read": Try(lambda w, s, a: {}),
    "notifications.mark-read": Try(lambda w, s, a: {"message_id": w.message.pk}),
    "notifications.queue-mail": Try(
        lambda w, s, a: {"to": "a@b.test", "title": "t", "text": "t", "language": "th"}
    ),
    "notifications.send-message": Try(
        lambda w, s, a: about(
            w,
            "draft",
            to=w.company,
            template=MessageTemplate("t", NAME, NAME),
            values={},
            once_key="new",
        )
    ),
    # parties
    "parties.accept-notice": Try(
        lambda w, s, a: about(w, "checking", notice=w.notice, purposes=[]),
        prepare=forget_acceptance,
    ),
    "parties.add-participant": Try(
        lambda w, s, a: about(w, "checking", party=w.actors["stranger"].person, role="consulted")
    ),
    "parties.change-contact": Try(lambda w, s, a: {"party": w.company, "email": "a@b.test"}),
    "parties.claim-company": Try(lambda w, s, a: {"registration_number": "0105569001238"}),
    "parties.confirm-claim": Try(
        lambda w, s, a: {"claim_id": w.claim.pk, "facts": BUSINESS}, CLAIM, claim_state
    ),
    "parties.end-participation": Try(
        lambda w, s, a: about(w, "checking", party=w.actors["attorney"].person, role="attorney")
    ),
    "parties.fail-claim": Try(lambda w, s, a: {"claim_id": w.claim.pk}, CLAIM, claim_state),
    "parties.publish-notice": Try(
        lambda w, s, a: {
            "code": "new",
            "number": 1,
            "title": NAME,
            "body": NAME,
            "purposes": [],
            "in_force_from": clock.today(),
        }
    ),
    "parties.recheck-claims": Try(lambda w, s, a: {}, prepare=claim_runs_out),
    "parties.record-business": Try(lambda w, s, a: {"facts": BUSINESS}),
    "parties.record-person": Try(lambda w, s, a: {"facts": PERSON}),
    "parties.record-premises": Try(
        lambda w, s, a: {"holder": w.company, "facts": PremisesFacts(house_code="10400999999")}
    ),
    "parties.refuse-claim": Try(
        lambda w, s, a: {"claim_id": w.claim.pk, "reason": "not-a-director"},
        CLAIM,
        claim_state,
    ),
    "parties.revoke-mandate": Try(
        lambda w, s, a: {"mandate_id": w.mandate.pk}, MANDATE, mandate_state
    ),
    # payments
    "payments.attach-receipt": Try(
        lambda w, s, a: {"receipt": w.receipt.uuid, "digest": "0" * 64, "sealed": True},
        RECEIPT,
        put("receipt", "state"),
    ),
    "payments.cancel-bill": of_bill(),
    "payments.lapse-bill": Try(lambda w, s, a: {"reference": w.bill.reference}, BILL, bill_state),
    "payments.note-refused-notice": Try(
        lambda w, s, a: {"digest": "0" * 64, "reason": "bad-signature", "biller": "", "ref1": ""}
    ),
    "payments.postpone-bill": Try(
        lambda w, s, a: {"reference": w.bill.reference, "due_on": date(2099, 1, 1)},
        BILL,
        bill_state,
    ),
    "payments.raise-bill": Try(lambda w, s, a: {"terms": terms_of_bill(w)}),
    "payments.record-bank-notice": Try(
        lambda w, s, a: {"notice": notice_of(w.bill, amount=Decimal("1.00"))}
    ),
    "payments.resolve-exception": Try(
        lambda w, s, a: {
            "exception": w.excepted.uuid,
            "resolution": "refund",
            "reasons": "จ่ายซ้ำ",
        },
        EXCEPTION,
        exception_state,
    ),
    # workflow
    "workflow.act": Try(acting, PROCESS),
    "workflow.assign-step": Try(
        lambda w, s, a: about(w, s, step=step_of(w, s)[0], assignee=w.actors["recommender"].id),
        PROCESS,
    ),
    "workflow.change-unit": Try(lambda w, s, a: about(w, s, unit="bma-pathumwan"), PROCESS),
    "workflow.end-process": Try(lambda w, s, a: about(w, s, end="withdrawn"), PROCESS),
    "workflow.start-process": Try(
        lambda w, s, a: about(
            w,
            "draft",
            graph=dossier.parts_of(application_in(w, "draft"))["steps"],
            unit="bma-bangrak",
            calendar="bma",
        )
    ),
    # services in the making, and what they are made from
    **bringing.TRIES,
    **writing.TRIES,
    # newer versions of services
    **moving.TRIES,
    **timing.TRIES,
}
