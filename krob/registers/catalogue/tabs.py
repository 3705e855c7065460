"""The tabs of a draft: the editor of each part, in the order in which an official works."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from krob.engines.documents.editor import DocumentsEditor
from krob.engines.notifications.editor import MessagesEditor
from krob.engines.smartforms.editor import FormEditor
from krob.engines.workflow.editor import StepsEditor
from krob.foundation.core.errors import NotFound
from krob.foundation.editing.parts import PartEditor
from krob.registers.catalogue.editors.advisor import AdvisorEditor
from krob.registers.catalogue.editors.examples import ExamplesEditor
from krob.registers.catalogue.editors.guides import (
    BusinessTypesEditor,
    JourneyEditor,
    JourneyQuestionsEditor,
    JourneyServicesEditor,
)
from krob.registers.catalogue.editors.manual import ManualEditor
from krob.registers.catalogue.editors.offering import OfferingEditor
from krob.registers.catalogue.editors.rules import RulesEditor
from krob.registers.catalogue.editors.service import ServiceEditor
from krob.registers.catalogue.models import ServiceDraft
from krob.registers.catalogue.types import ALL_BUSINESS_TYPES
from krob.registers.licences.editor import LicenceEditor
from krob.registers.payments.editing_offered import TablesEditor
from krob.registers.payments.editor import FeesEditor

SERVICE_TABS: Sequence[PartEditor] = (
    ServiceEditor(),
    ManualEditor(),
    FormEditor(),
    DocumentsEditor(),
    FeesEditor(),
    RulesEditor(),
    StepsEditor(),
    MessagesEditor(),
    LicenceEditor(),
    AdvisorEditor(),
    ExamplesEditor(),
)
JOURNEY_TABS: Sequence[PartEditor] = (
    JourneyEditor(),
    JourneyQuestionsEditor(),
    JourneyServicesEditor(),
)
TYPES_TABS: Sequence[PartEditor] = (BusinessTypesEditor(),)
OFFERING_TABS: Sequence[PartEditor] = (OfferingEditor(), TablesEditor())


def tabs_of(draft: ServiceDraft) -> Sequence[PartEditor]:
    """Return the tabs of a draft: of a service, an authority's offering, or a guide."""
    if draft.is_guide:
        return TYPES_TABS if draft.code == ALL_BUSINESS_TYPES else JOURNEY_TABS
    return OFFERING_TABS if draft.is_offering else SERVICE_TABS


def tab_for(tabs: Sequence[PartEditor], part: str, path: str) -> PartEditor | None:
    """Return the tab that mends a problem at a path of a part; None where none does."""
    return next((tab for tab in tabs if tab.edits == part and tab.owns(path)), None)


def tab_of(draft: ServiceDraft, code: str) -> PartEditor:
    """Return a tab by its address.

    Raises:
        NotFound: the draft has no such tab.
    """
    for editor in tabs_of(draft):
        if editor.code == code:
            return editor
    raise NotFound("tab-not-found", _("There is no such page."))
