"""Own data, contact, and who looked at it."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from krob.foundation.core.errors import Invalid
from krob.foundation.core.web import actor_of
from krob.people.parties import commands, overview, queries
from krob.people.parties.forms import ContactForm
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
    actor = actor_of(request)
    if request.method == "POST":
        form = ContactForm(request.POST)
        if form.is_valid() and _changed(request, form):
            messages.success(request, _("We will tell you things there."))
            return redirect("parties:account")
        return render(request, "parties/public/contact.html", {"form": form}, status=422)
    known = queries.contact(actor, actor.party)
    form = ContactForm(
        initial={"email": known.email, "phone": known.phone, "language": known.language}
    )
    return render(request, "parties/public/contact.html", {"form": form})


def _changed(request: HttpRequest, form: Form) -> bool:
    """Change the contact; put what is wrong with it on the form."""
    actor = actor_of(request)
    try:
        commands.change_contact(actor=actor, party=actor.party, **form.cleaned_data)
    except Invalid as error:
        for field, message in error.fields.items():
            form.add_error(field, str(message))
        return False
    return True


@require_safe
@for_applicants
def who_looked(request: HttpRequest) -> HttpResponse:
    """Show who read the data of the party acted for, and why."""
    readings = overview.readings(actor_of(request))
    return render(request, "parties/public/who_looked.html", {"readings": readings})
