"""What was begun with a strong sign-in is filed with a strong one."""

from dataclasses import replace

import pytest
from django.urls import reverse

from krob.casework.applications.models import Application
from krob.casework.applications.types import Status
from krob.casework.applications.views import drafting
from krob.people.identity.web import SignInRequired

pytestmark = pytest.mark.django_db


@pytest.mark.req("V.2", part="step-up when filing")
def test_filing_with_a_sign_in_that_is_too_weak_leads_to_a_stronger_one(owner_of_shop, make, rf):
    draft = make.draft(owner_of_shop)
    request = rf.post(reverse("applications:submit", args=[draft.reference]), {"notice": "read"})
    request.actor = replace(owner_of_shop, ial="1.1")

    with pytest.raises(SignInRequired) as raised:
        drafting.submit(request, draft.reference)

    assert (raised.value.ial, raised.value.fresh) == ("2.3", True)
    assert Application.objects.get(pk=draft.pk).status == Status.DRAFT
