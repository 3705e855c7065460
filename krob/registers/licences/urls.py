"""Addresses of licences: verification for everyone, the holder's, the officers'."""

from django.urls import path

from krob.people.identity.web import applicant_required
from krob.registers.licences.views import machine, officer, public

public_urls = [
    path("verify/", public.verify, name="verify"),
    path("verify/<str:token>/", public.verify_token, name="verify-token"),
    path("licences/", applicant_required(public.mine), name="mine"),
    path("licences/<uuid:licence_id>/", applicant_required(public.licence), name="licence"),
    path("licences/<uuid:licence_id>/pdf/", applicant_required(public.pdf), name="pdf"),
]
officer_urls = [
    path("licences/", officer.licences, name="licences"),
    path("licences/<uuid:licence_id>/", officer.licence, name="licence"),
    path("licences/<uuid:licence_id>/pdf/", public.pdf, name="pdf"),
    path("licences/<uuid:licence_id>/<str:measure>/", officer.measure, name="measure"),
]
plain_urls = [
    path("verify/<str:token>/credential", machine.credential, name="credential"),
    path("status/<int:number>/<str:purpose>/", machine.status, name="status"),
    path("status/<int:number>/", machine.status, name="status-revocation"),
    path(".well-known/did.json", machine.did, name="did"),
    path("ns/licence/v1", machine.context, name="context"),
]
