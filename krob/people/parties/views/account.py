"""Own data, contact, and who looked at it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from krob.foundation.core.errors import Invalid
from krob.foundation.core.web import actor_of
from krob.people.parties import commands, overview, queries
from krob.people.parties.forms import ContactForm, OfficerContactForm
from krob.people.parties.web import for_applicants


@require_safe
@for_applicants
def show(request: HttpRequest) -> HttpResponse:
    """Show what is known of the person and of the company acted for, with source and time."""
    return render(
        request, "parties/public/account.html", {"account": overview.account(actor_of(request))}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_applicants
def contact(request: HttpRequest) -> HttpResponse:
    """Show and change where the party is told things."""
    party = actor_of(request).party
    form = _contact_form(request, party, ContactForm)
    if form.is_bound and form.is_valid() and _changed(request, party, form):
        return redirect("parties:account")
    return _contact_page(request, form, "parties/public/contact.html")


@require_http_methods(["GET", "HEAD", "POST"])
def officer_contact(request: HttpRequest) -> HttpResponse:
    """Show and change where an officer gets copies of messages, and in which language."""
    party = f"user:{actor_of(request).id}"
    form = _contact_form(request, party, OfficerContactForm)
    if form.is_bound and form.is_valid() and _changed(request, party, form):
        return redirect("parties-officer:contact")
    return _contact_page(request, form, "parties/officer/contact.html")


def _contact_form(
    request: HttpRequest, party: str, kind: type[OfficerContactForm]
) -> OfficerContactForm:
    if request.method == "POST":
        return kind(request.POST)
    known = queries.contact(actor_of(request), party)
    return kind(initial={"email": known.email, "phone": known.phone, "language": known.language})


def _contact_page(request: HttpRequest, form: OfficerContactForm, template: str) -> HttpResponse:
    return render(request, template, {"form": form}, status=422 if form.is_bound else 200)


def _changed(request: HttpRequest, party: str, form: OfficerContactForm) -> bool:
    """Change the contact and say so; put what is wrong with it on the form."""
    try:
        commands.change_contact(actor=actor_of(request), party=party, **form.cleaned_data)
    except Invalid as error:
        for field, message in error.fields.items():
            form.add_error(field, str(message))
        return False
    messages.success(request, _("We will tell you things there."))
    return True


@require_safe
@for_applicants
def who_looked(request: HttpRequest) -> HttpResponse:
    """Show who read the data of the party acted for, and why."""
    readings = overview.readings(actor_of(request))
    return render(request, "parties/public/who_looked.html", {"readings": readings})
