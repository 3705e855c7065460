"""Addresses of own data; none carries a number of a person or company."""

from django.urls import URLPattern, path

from krob.people.parties.views import account, companies

officer_urls: list[URLPattern] = [path("contact/", account.officer_contact, name="contact")]
public_urls: list[URLPattern] = [
    path("account/", account.show, name="account"),
    path("account/contact/", account.contact, name="contact"),
    path("account/who-looked/", account.who_looked, name="who-looked"),
    path("account/companies/", companies.companies, name="companies"),
    path("account/companies/<uuid:claim_id>/", companies.company, name="company"),
]
