"""A small site over one draft, for tests that need addresses and a browser."""

from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: TID251
from django.shortcuts import redirect, render  # noqa: TID251
from django.urls import include, path, reverse

from krob.engines.smartforms import checks, state
from krob.engines.smartforms.compile import compiled
from krob.engines.smartforms.render import FormUrls, changes, page_context, saved_answer
from krob.engines.smartforms.state import FormState
from krob.engines.smartforms.tests.sample import PART
from krob.engines.smartforms.urls import public_urls
from krob.foundation.core import clock

FORM = compiled(PART)
DRAFT = {"state": FormState(), "version": 1, "saved_at": None}


def start(draft: FormState | None = None) -> None:
    """Begin with a draft."""
    DRAFT.update(state=draft or FormState(), version=1, saved_at=None)


def urls_of(page: str) -> FormUrls:
    """The addresses of a page."""
    return FormUrls(
        save=reverse("save", args=[page]),
        toggle=reverse("toggle", args=[page]),
        submit=reverse("page", args=[page]),
        places=reverse("smartforms:places"),
        page="/forms/page/{page}/",
        notice="/notices/{notice}/",
        back="/",
    )


def _merge(request: HttpRequest, page: str) -> FormState:
    posted = state.posted_of(request.POST.lists())
    return state.merge(FORM, DRAFT["state"], page, posted, {})


def _keep(draft: FormState) -> None:
    DRAFT.update(state=draft, version=DRAFT["version"] + 1, saved_at=clock.now())


def show(request: HttpRequest, page: str, errors: dict | None = None) -> HttpResponse:
    """Show a page."""
    context = page_context(
        FORM,
        DRAFT["state"],
        page,
        errors or {},
        urls=urls_of(page),
        version=DRAFT["version"],
        saved_at=DRAFT["saved_at"],
        kept_until=date(2027, 2, 21),
        posted=state.posted_of(request.POST.lists()),
    )
    return render(request, "smartforms/page.html", context, status=422 if errors else 200)


def form_page(request: HttpRequest, page: str) -> HttpResponse:
    """Show or take a page."""
    if request.method != "POST":
        return show(request, page)
    _keep(_merge(request, page))
    if state.stays_on_page(request.POST):
        return show(request, page)
    errors = checks.errors_of(FORM, DRAFT["state"], page, {})
    return show(request, page, errors) if errors else redirect("page", page)


def toggle(request: HttpRequest, page: str) -> HttpResponse:
    """Answer the parts that changed."""
    posted = state.posted_of(request.POST.lists())
    html = changes(FORM, DRAFT["state"], _merge(request, page), page, urls_of(page), posted=posted)
    return HttpResponse(status=204) if html is None else HttpResponse(html)


def save(request: HttpRequest, page: str) -> HttpResponse:
    """Autosave."""
    if request.POST["_version"] != str(DRAFT["version"]):
        return JsonResponse({}, status=409)
    _keep(_merge(request, page))
    return JsonResponse(saved_answer(DRAFT["version"], DRAFT["saved_at"]))


urlpatterns = [
    path("forms/page/<str:page>/", form_page, name="page"),
    path("forms/page/<str:page>/toggle/", toggle, name="toggle"),
    path("forms/page/<str:page>/save/", save, name="save"),
    path("", include((public_urls, "smartforms"))),
]
