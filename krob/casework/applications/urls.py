"""Addresses of casework, by audience."""

from django.urls import path

from krob.casework.applications.views import (
    agency,
    comparing,
    correcting,
    documents,
    drafting,
    following,
    moving,
    officer,
)

public_urls = [
    path("apply/<slug:service>/", drafting.start, name="start"),
    path("applications/", following.mine, name="mine"),
    path("applications/<str:reference>/", following.overview, name="overview"),
    path("applications/<str:reference>/form/<slug:page>/", drafting.page, name="page"),
    path("applications/<str:reference>/form/<slug:page>/save/", drafting.autosave, name="save"),
    path(
        "applications/<str:reference>/form/<slug:page>/compare/", comparing.compare, name="compare"
    ),
    path("applications/<str:reference>/form/<slug:page>/toggle/", drafting.toggle, name="toggle"),
    path("applications/<str:reference>/look-up/<slug:field>/", drafting.look_up, name="look-up"),
    path("applications/<str:reference>/found/<uuid:lookup>/", drafting.found, name="found"),
    path("applications/<str:reference>/documents/", documents.page, name="documents"),
    path(
        "applications/<str:reference>/documents/<uuid:upload>/remove/",
        documents.remove,
        name="remove-document",
    ),
    path(
        "applications/<str:reference>/documents/<slug:requirement>/",
        documents.add,
        name="add-document",
    ),
    path("applications/<str:reference>/move/", moving.move, name="move"),
    path("applications/<str:reference>/move/undo/", moving.undo, name="undo-move"),
    path("applications/<str:reference>/check/", drafting.check, name="check"),
    path("applications/<str:reference>/submit/", drafting.submit, name="submit"),
    path("applications/<str:reference>/receipt/", following.receipt, name="receipt"),
    path("applications/<str:reference>/correct/", correcting.page, name="correct"),
    path("applications/<str:reference>/resubmit/", correcting.resubmit, name="resubmit"),
    path("applications/<str:reference>/withdraw/", following.withdraw, name="withdraw"),
    path("applications/<str:reference>/discard/", following.discard, name="discard"),
]

officer_urls = [
    path("applications/", officer.queue, name="queue"),
    path("applications/<str:reference>/", officer.dossier, name="dossier"),
    path("applications/<str:reference>/act/<slug:step>/", officer.act, name="act"),
    path("applications/<str:reference>/assign/<slug:step>/", officer.assign, name="assign"),
    path("applications/<str:reference>/route/", officer.route, name="route"),
    path("applications/<str:reference>/extend/", officer.extend, name="extend"),
    path("applications/<str:reference>/explain/", officer.explain, name="explain"),
]

agency_urls = [
    path(
        "applications/move/<slug:service>/<int:before>/<int:after>/",
        agency.plan,
        name="plan-version-move",
    ),
    path("applications/moves/<uuid:move>/", agency.move, name="version-move"),
    path("applications/moves/<uuid:move>/go/", agency.carry_out, name="carry-out-move"),
    path("applications/moves/<uuid:move>/undo/", agency.undo, name="undo-version-move"),
]
