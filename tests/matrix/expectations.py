"""Who may do what, when: the house's rights, as they were reviewed.

``MAY`` says for each command in which states which actors change something by it; ``NOTHING_TO_DO``
where an actor who has the right may repeat it without effect. Everything else must be refused and
change nothing. Actors are described in ``ACTORS``; states of ``""`` are those of commands whose
subject has none.
"""

from collections.abc import Mapping

ACTORS: Mapping[str, str] = {
    "anonymous": "somebody who has not signed in",
    "director": "the director who filed, acting for the company",
    "co-director": "another director of the company, acting for it",
    "director-alone": "the same director, acting for nobody else",
    "attorney": "a person who takes part as attorney (and is known by a weak proof of identity)",
    "revoked-attorney": "a person whose part as attorney has ended",
    "other-company": "a person acting for another company",
    "stranger": "another person",
    "checker": "checks applications in the deciding unit",
    "inspector": "inspects premises for the deciding unit",
    "recommender": "recommends (and checks) in the deciding unit",
    "approver": "decides in the deciding unit",
    "cashier": "looks after payments in the deciding unit",
    "revoker": "ends licences of the deciding unit",
    "agency-admin": "looks after accounts, calendar and words of the deciding unit's agency",
    "service-editor": "writes services of the deciding unit's agency",
    "service-approver": "checks and publishes services of the deciding unit's agency",
    "router": "hands applications to offices, in the central unit",
    "guide-editor": "writes journeys and kinds of business, in the central unit",
    "other-unit-checker": "checks and inspects in another unit of the same agency",
    "other-unit-approver": "recommends and decides in another unit of the same agency",
    "municipal-recommender": "recommends and looks after payments in another agency",
    "municipal-approver": "decides and ends licences in another agency",
    "municipal-editor": "writes services of another agency",
    "municipal-publisher": "checks and publishes services of another agency",
    "client-system": "another computer, such as a bank's",
    "operator": "whoever runs this installation, at its shell",
    "system": "the house itself, in a background job or as a consequence",
}

OWNERS = "director co-director"
APPLICANTS = "director co-director director-alone attorney revoked-attorney other-company stranger"
OFFICERS = (
    "checker inspector recommender approver cashier revoker agency-admin "
    "service-editor service-approver router guide-editor "
    "other-unit-checker other-unit-approver municipal-recommender municipal-approver "
    "municipal-editor municipal-publisher"
)
HOUSE = "operator system"
CONSIDERING = "considering:inspection considering:recommendation considering:decision"
ENDED = "approved refused withdrawn lapsed"


def who(*groups: str) -> str:
    """Return several groups as one."""
    return " ".join(groups)


# Commands that record nothing: autosave, and parts of another room's command.
QUIET = frozenset(
    {
        "applications.choose-answers",
        "applications.keep-aside",
        "applications.prefill",
        "applications.save-draft",
        "applications.check-move",
        "applications.end-move",
        "catalogue.advance-replay",
        "catalogue.ask-manual",
        "catalogue.borrow-example",
        "catalogue.edit-draft",
        "catalogue.redo-change",
        "catalogue.schedule-draft",
        "catalogue.undo-change",
        "notifications.queue-mail",
        "workflow.act",
        "workflow.decide-by-law",
        "workflow.end-process",
        "workflow.extend-deadline",
        "workflow.repin-process",
        "workflow.start-process",
    }
)
# Every other change records one event; these bring about others' first, which record their own.
CONSEQUENCES: Mapping[str, frozenset[tuple[str, ...]]] = {
    "agencies.appoint-officer": frozenset({("account.opened",)}),
    "applications.ask-fee-again": frozenset({("payments.bill-raised",)}),
    "applications.approve-by-law": frozenset({("payments.bill-raised",)}),
    "applications.conclude-settlement": frozenset({("licences.granted",)}),
    "applications.discard": frozenset(
        {
            (
                "document.removed",
                "document.removed",
                "document.removed",
                "parties.participation-ended",
                "exchange.lookups-let-go",
            )
        }
    ),
    "applications.route": frozenset({("parties.participant-added",)}),
    "applications.start": frozenset({("parties.participant-added",)}),
    "applications.submit": frozenset({("parties.participant-added", "document.submitted")}),
    "applications.take-action": frozenset({("payments.bill-raised",)}),
    "catalogue.approve-draft": frozenset({("catalogue.version-published",)}),
    "catalogue.import-ordinances": frozenset({("catalogue.draft-begun",)}),
    "catalogue.import-package": frozenset({("catalogue.draft-begun",)}),
    "identity.sign-in-person": frozenset({("parties.person-recorded", "account.opened")}),
    "parties.confirm-claim": frozenset({("parties.business-recorded",)}),
}


Rights = Mapping[str, Mapping[str, str]]

MAY: Rights = {
    "agencies.add-holiday": {"": who(HOUSE, "agency-admin")},
    "agencies.appoint-officer": {"": who(HOUSE, "agency-admin")},
    "agencies.define-role": {"": HOUSE},
    "agencies.end-duty": {"": who(HOUSE, "agency-admin")},
    "agencies.grant-duty": {"": who(HOUSE, "agency-admin")},
    "agencies.record-agency": {"": HOUSE},
    "agencies.record-authority": {"": HOUSE},
    "agencies.record-calendar": {"": HOUSE},
    "agencies.record-position": {"": HOUSE},
    "agencies.record-signing-order": {"": HOUSE},
    "agencies.record-unit": {"": HOUSE},
    "agencies.remove-holiday": {"": who(HOUSE, "agency-admin")},
    "agencies.seed-holidays": {"": HOUSE},
    "agencies.teach-jurisdiction": {"": who(HOUSE, "router")},
    "applications.acknowledge-notice": {"draft correcting": OWNERS},
    "applications.add-document": {"draft correcting": OWNERS},
    "applications.ask-fee-again": {"paying": "system"},
    "applications.approve-by-law": {CONSIDERING: "system"},
    "applications.ask-explanation": {CONSIDERING: "system"},
    "applications.ask-registry": {"draft correcting": OWNERS},
    "applications.carry-out-move": {"ready": "service-approver"},
    "applications.check-move": {"checking": "system"},
    "applications.choose-answers": {"draft correcting": OWNERS},
    "applications.conclude-settlement": {"paying": "system"},
    "applications.discard": {"draft": OWNERS},
    "applications.end-move": {"moving": "system"},
    "applications.explain-delay": {CONSIDERING: "checker inspector recommender approver"},
    "applications.extend-deadline": {CONSIDERING: "approver"},
    "applications.keep-aside": {"draft correcting": OWNERS},
    "applications.lapse-unpaid": {"paying": "system"},
    "applications.move-draft": {"draft": OWNERS},
    "applications.plan-move": {"": "service-approver"},
    "applications.prefill": {"draft": who(OWNERS, "system")},
    "applications.reassign": {f"checking correcting {CONSIDERING} paying": "recommender approver"},
    "applications.remove-document": {"draft": OWNERS},
    "applications.repin": {f"checking correcting {CONSIDERING}": "system"},
    "applications.repin-back": {f"checking correcting {CONSIDERING}": "system"},
    "applications.resubmit": {"correcting": OWNERS},
    "applications.route": {"routing": "router"},
    "applications.save-draft": {"draft correcting": OWNERS},
    "applications.start": {
        "": who(OWNERS, "director-alone revoked-attorney other-company stranger")
    },
    "applications.submit": {"draft": OWNERS},
    "applications.take-agency-answer": {},
    "applications.take-overdue-action": {},
    "applications.take-action": {
        "checking": "checker recommender",
        "considering:inspection": "inspector",
        "considering:recommendation": "recommender",
        "considering:decision": "approver",
    },
    "applications.undo-move": {"draft": OWNERS},
    "applications.undo-version-move": {"done": "service-approver"},
    "applications.withdraw": {f"routing checking correcting {CONSIDERING}": OWNERS},
    "catalogue.accept-manual": {"draft": "service-editor"},
    "catalogue.add-synonym": {"": "agency-admin"},
    "catalogue.advance-replay": {"running": "system"},
    "catalogue.approve-draft": {"in-review": "service-approver"},
    "catalogue.ask-approval": {"draft": "service-editor"},
    "catalogue.ask-manual": {"draft": "service-editor"},
    "catalogue.begin-guide": {"": "guide-editor"},
    "catalogue.begin-journey": {"": "guide-editor"},
    "catalogue.begin-offering": {"": "agency-admin service-editor"},
    "catalogue.begin-service": {"": "service-editor municipal-editor"},
    "catalogue.begin-version": {"": "service-editor"},
    "catalogue.borrow-example": {"draft": "service-editor"},
    "catalogue.change-synonym": {"": "agency-admin"},
    "catalogue.discard-draft": {"draft": "service-editor"},
    "catalogue.edit-draft": {"draft": "service-editor"},
    "catalogue.explain-difference": {"draft": "service-editor"},
    "catalogue.import-manual": {"draft": "service-editor"},
    "catalogue.import-ordinances": {"": "agency-admin service-editor operator"},
    "catalogue.import-package": {
        "": "agency-admin service-editor municipal-editor operator",
    },
    "catalogue.note-list": {"": "system"},
    "catalogue.note-manual": {"": "system"},
    "catalogue.publish-offering": {"": HOUSE},
    "catalogue.publish-version": {"": HOUSE},
    "catalogue.redo-change": {"draft": "service-editor"},
    "catalogue.refuse-manual": {"draft": "service-editor"},
    "catalogue.remove-block": {"": "service-editor"},
    "catalogue.remove-synonym": {"": "agency-admin"},
    "catalogue.rename-block": {"": "service-editor"},
    "catalogue.resume-replay": {"draft": "service-editor"},
    "catalogue.return-draft": {"in-review": "service-approver"},
    "catalogue.save-block": {"draft in-review published discarded": "service-editor"},
    "catalogue.save-list": {"": "service-editor municipal-editor"},
    "catalogue.schedule-draft": {"draft": "service-editor"},
    "catalogue.start-replay": {"draft": "service-editor"},
    "catalogue.stop-replay": {"draft": "service-editor"},
    "catalogue.take-back-draft": {"in-review": "service-editor"},
    "catalogue.undo-change": {"draft": "service-editor"},
    "catalogue.watch-list": {"": "service-editor municipal-editor"},
    "catalogue.withdraw-explanation": {"draft": "service-editor"},
    "documents.fix-uploads": {"": who(OWNERS, "attorney system")},
    "documents.record-scan": {"received": "system"},
    "documents.remove-upload": {"received accepted refused": who(OWNERS, "attorney system")},
    "documents.store-upload": {"": who(OWNERS, "attorney system")},
    "exchange.ask": {"": who(OWNERS, HOUSE, "attorney")},
    "exchange.configure-endpoint": {"": HOUSE},
    "exchange.hand-over": {"": "system"},
    "exchange.let-go": {"": "system"},
    "exchange.record-answer": {"waiting failed": "system"},
    "exchange.record-hand-over": {"waiting delivered": "system"},
    "identity.accept-invitation": {"": "system"},
    "identity.choose-language": {"": who(OFFICERS, APPLICANTS)},
    "identity.choose-party": {"": who(OWNERS, "other-company")},
    "identity.close-account": {"": HOUSE},
    "identity.invite-officer": {"": HOUSE},
    "identity.note-officer-sign-in": {"": "system"},
    "identity.note-sign-out": {"": who(OFFICERS, APPLICANTS)},
    "identity.open-officer-account": {"": who(HOUSE, "agency-admin")},
    "identity.refuse-sign-in": {"": "system"},
    "identity.reset-second-factor": {"": HOUSE},
    "identity.set-password": {"": HOUSE},
    "identity.set-second-factor": {"": HOUSE},
    "identity.sign-in-person": {"": "system"},
    "jobs.retry-job": {"dead": "operator"},
    "licences.grant": {"": who(HOUSE, "approver")},
    "licences.reinstate": {"suspended": who(HOUSE, "revoker")},
    "licences.revoke": {"granted sealing in-force suspended": "revoker operator"},
    "licences.suspend": {"in-force": "revoker operator"},
    "notifications.mark-all-read": {"": OWNERS},
    "notifications.mark-read": {"": OWNERS},
    "notifications.queue-mail": {"": "system"},
    "notifications.send-message": {"": HOUSE},
    "parties.accept-notice": {"": who(OWNERS, "attorney")},
    "parties.add-participant": {"": who(OWNERS, HOUSE)},
    "parties.change-contact": {"": who(OWNERS, HOUSE)},
    "parties.claim-company": {"": APPLICANTS},
    "parties.confirm-claim": {"asked confirmed failed": "system"},
    "parties.end-participation": {"": who(OWNERS, HOUSE)},
    "parties.fail-claim": {"asked": "system"},
    "parties.publish-notice": {"": HOUSE},
    "parties.recheck-claims": {"": HOUSE},
    "parties.record-business": {"": HOUSE},
    "parties.record-person": {"": HOUSE},
    "parties.record-premises": {"": who(OWNERS, HOUSE)},
    "parties.refuse-claim": {"asked confirmed failed": "system"},
    "parties.revoke-mandate": {"offered accepted": who(OWNERS, HOUSE)},
    "payments.attach-receipt": {"waiting rendered": "system"},
    "payments.cancel-bill": {"open short": who(HOUSE, "cashier")},
    "payments.lapse-bill": {"open short": "system"},
    "payments.note-refused-notice": {"": "client-system system"},
    "payments.postpone-bill": {"open short": "system"},
    "payments.raise-bill": {"": HOUSE},
    "payments.record-bank-notice": {"": "client-system system"},
    "payments.resolve-exception": {"waiting": "cashier operator"},
    "workflow.act": {
        "checking": "checker recommender",
        "correcting": who(OWNERS, "attorney"),
        "considering:inspection": "inspector",
        "considering:recommendation": "recommender",
        "considering:decision": "approver",
        "paying": "system",
    },
    "workflow.assign-step": {
        f"checking correcting {CONSIDERING} paying": "recommender approver system"
    },
    "workflow.change-unit": {f"checking correcting {CONSIDERING} paying": "system"},
    "workflow.decide-by-law": {CONSIDERING: "system"},
    "workflow.extend-deadline": {CONSIDERING: "approver"},
    "workflow.end-process": {f"checking correcting {CONSIDERING} paying": HOUSE},
    "workflow.repin-process": {f"checking correcting {CONSIDERING} paying": "system"},
    "workflow.start-process": {"": HOUSE},
}

NOTHING_TO_DO: Rights = {
    "applications.approve-by-law": {f"draft routing checking correcting paying {ENDED}": "system"},
    "applications.ask-explanation": {f"draft routing checking correcting paying {ENDED}": "system"},
    "applications.carry-out-move": {"moving done": "service-approver"},
    "applications.check-move": {"ready moving done undoing undone": "system"},
    "applications.conclude-settlement": {"approved": "system"},
    "applications.end-move": {"checking ready done undoing undone": "system"},
    "applications.ask-fee-again": {
        f"draft routing checking correcting {CONSIDERING} {ENDED}": "system"
    },
    "applications.lapse-unpaid": {
        f"draft routing checking correcting {CONSIDERING} {ENDED}": "system"
    },
    "applications.take-overdue-action": {
        f"draft routing correcting {CONSIDERING} paying {ENDED}": "system"
    },
    "applications.repin": {f"draft routing paying {ENDED}": "system"},
    "applications.repin-back": {f"draft routing paying {ENDED}": "system"},
    "applications.undo-version-move": {"undoing undone": "service-approver"},
    "applications.prefill": {
        f"routing checking correcting {CONSIDERING} paying {ENDED}": who(OWNERS, "system")
    },
    "applications.submit": {f"routing checking correcting {CONSIDERING} paying {ENDED}": OWNERS},
    "applications.withdraw": {"withdrawn": OWNERS},
    "catalogue.advance-replay": {"stopped done": "system"},
    "catalogue.ask-approval": {"in-review": "service-editor"},
    "catalogue.take-back-draft": {"draft": "service-editor"},
    "documents.record-scan": {"accepted refused submitted": "system"},
    "exchange.record-answer": {"answered none": "system"},
    "exchange.record-hand-over": {"answered refused": "system"},
    "identity.choose-party": {"": "director-alone attorney revoked-attorney stranger"},
    "licences.reinstate": {"in-force": who(HOUSE, "revoker")},
    "licences.revoke": {"revoked": "revoker operator"},
    "licences.suspend": {"suspended": "revoker operator"},
    "notifications.mark-all-read": {
        "": who(OFFICERS, "director-alone attorney revoked-attorney other-company stranger")
    },
    "parties.fail-claim": {"confirmed refused failed": "system"},
    "parties.refuse-claim": {"refused": "system"},
    "parties.revoke-mandate": {"revoked": who(OWNERS, HOUSE)},
    "payments.attach-receipt": {"sealed": "system"},
    "payments.cancel-bill": {"cancelled": who(HOUSE, "cashier")},
    "payments.lapse-bill": {"settled over cancelled lapsed": "system"},
    "payments.postpone-bill": {"settled over cancelled lapsed": "system"},
    "workflow.end-process": {"withdrawn": HOUSE},
}
