"""Addresses of the catalogue."""

from django.urls import path

from krob.registers.catalogue.views import (
    blocks,
    drafts,
    manuals,
    preview,
    public,
    publishing,
    replaying,
    synonyms,
    versions,
)

public_urls = [
    path("services/", public.services, name="services"),
    path("services/<slug:code>/", public.service, name="service"),
    path("journeys/", public.all_journeys, name="journeys"),
    path("journeys/<slug:code>/", public.journey, name="journey"),
    path("which/<slug:group>/", public.advisor, name="advisor"),
]

DRAFT = "services/<uuid:draft>/"

agency_urls = [
    path("", drafts.home, name="home"),
    path("services/begin/", drafts.begin, name="begin"),
    path("services/<slug:code>/versions/", versions.versions, name="versions"),
    path("services/<slug:code>/versions/<int:number>/", versions.version, name="version"),
    path(
        "services/<slug:code>/versions/<int:number>/export/",
        versions.export,
        name="export-version",
    ),
    path("services/import/", versions.import_package, name="import"),
    path("services/<slug:code>/next/", drafts.begin_version, name="begin-version"),
    path("services/<slug:code>/offer/", drafts.begin_offering, name="begin-offering"),
    path("blocks/", blocks.blocks, name="blocks"),
    path(DRAFT, drafts.draft, name="draft"),
    path(DRAFT + "undo/", drafts.undo, name="undo"),
    path(DRAFT + "redo/", drafts.redo, name="redo"),
    path(DRAFT + "discard/", drafts.discard, name="discard"),
    path(DRAFT + "pulse/", drafts.pulse, name="pulse"),
    path(DRAFT + "listen/", drafts.listen, name="listen"),
    path(DRAFT + "history/", drafts.history, name="history"),
    path(DRAFT + "checks/", drafts.checks, name="checks"),
    path(DRAFT + "document.png", drafts.document_picture, name="document-picture"),
    path(DRAFT + "replay/", replaying.replay, name="replay"),
    path(DRAFT + "replay/start/", replaying.start, name="start-replay"),
    path(DRAFT + "replay/stop/", replaying.stop, name="stop-replay"),
    path(DRAFT + "replay/resume/", replaying.resume, name="resume-replay"),
    path(DRAFT + "replay/<int:difference>/explain/", replaying.explain, name="explain"),
    path(DRAFT + "replay/<int:difference>/withdraw/", replaying.withdraw, name="withdraw"),
    path(DRAFT + "publish/", publishing.publish, name="publish"),
    path(DRAFT + "publish/schedule/", publishing.schedule, name="schedule"),
    path(DRAFT + "publish/ask/", publishing.ask, name="ask"),
    path(DRAFT + "publish/take-back/", publishing.take_back, name="take-back"),
    path(DRAFT + "publish/return/", publishing.give_back, name="return"),
    path(DRAFT + "publish/approve/", publishing.approve, name="approve"),
    path(DRAFT + "blocks/<slug:page>/", blocks.save_block, name="save-block"),
    path(DRAFT + "preview/", preview.page, name="preview"),
    path(DRAFT + "preview/<slug:page>/", preview.page, name="preview-page"),
    path(DRAFT + "preview/<slug:page>/toggle/", preview.toggle, name="preview-toggle"),
    path(DRAFT + "compare/", manuals.compare, name="compare"),
    path(DRAFT + "compare/ask/", manuals.ask, name="ask-manual"),
    path(DRAFT + "compare/import/", manuals.bring, name="import-manual"),
    path(DRAFT + "compare/accept/", manuals.accept, name="accept-manual"),
    path(DRAFT + "examples/-/borrow/", drafts.borrow_example, name="borrow-example"),
    path(DRAFT + "<slug:tab>/", drafts.part, name="part"),
    path(DRAFT + "<slug:tab>/<str:item>/", drafts.part, name="item"),
    path(DRAFT + "<slug:tab>/<str:item>/<slug:verb>/", drafts.edit, name="edit"),
    path("synonyms/", synonyms.synonyms, name="synonyms"),
    path("synonyms/add/", synonyms.add_synonym, name="add-synonym"),
    path("synonyms/<int:synonym>/", synonyms.change_synonym, name="change-synonym"),
    path("synonyms/<int:synonym>/remove/", synonyms.remove_synonym, name="remove-synonym"),
]
