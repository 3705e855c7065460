"""Addresses of documents: one per audience, the same view behind both gates.

Officers also get pictures of pages, to read beside the answers.
"""

from django.urls import path

from krob.engines.documents.views import picture, show
from krob.people.identity.web import applicant_required

public_urls = [path("documents/<uuid:upload_id>/", applicant_required(show), name="document")]
officer_urls = [
    path("documents/<uuid:upload_id>/", show, name="document"),
    path("documents/<uuid:upload_id>/pages/<int:page>.png", picture, name="page"),
]
