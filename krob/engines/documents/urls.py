"""Addresses of documents: one per audience, the same view behind both gates."""

from django.urls import path

from krob.engines.documents.views import show
from krob.people.identity.web import applicant_required

public_urls = [path("documents/<uuid:upload_id>/", applicant_required(show), name="document")]
officer_urls = [path("documents/<uuid:upload_id>/", show, name="document")]
