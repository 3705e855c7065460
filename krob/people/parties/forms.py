"""What people type about themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _


class OfficerContactForm(forms.Form):
    """Where to tell an officer things; telephone numbers of officers are kept by their agency."""

    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=200,
        help_text=_("We send copies of your messages here. Leave it empty to get none."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "form-control"}),
    )
    language = forms.ChoiceField(
        label=_("Language of e-mails"),
        choices=[("th", "ไทย"), ("en", "English")],
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class ContactForm(OfficerContactForm):
    """Where to tell the party things."""

    field_order = ("email", "phone", "language")
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "tel", "inputmode": "tel", "class": "form-control"}
        ),
    )


class CompanyForm(forms.Form):
    """The company that a person wants to act for."""

    registration_number = forms.CharField(
        label=_("Registration number of the company"),
        max_length=20,
        help_text=_("13 digits, as on the company certificate."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "form-control"}
        ),
    )
