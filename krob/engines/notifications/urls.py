"""Addresses of the inbox: ``/inbox/`` for people, ``/officer/inbox/`` for officers."""

from django.urls import URLPattern, path

from krob.engines.notifications.views import inbox, officer, public

public_urls: list[URLPattern] = [
    path("inbox/", public.show_inbox, name="inbox"),
    path("inbox/unread/", inbox.unread, name="unread"),
    path("inbox/read/", public.read_all, name="read-all"),
    path("inbox/<uuid:message_id>/", public.show_message, name="message"),
    path("inbox/<uuid:message_id>/read/", public.read, name="read"),
]
officer_urls: list[URLPattern] = [
    path("inbox/", officer.show_inbox, name="inbox"),
    path("inbox/unread/", inbox.unread, name="unread"),
    path("inbox/read/", officer.read_all, name="read-all"),
    path("inbox/<uuid:message_id>/", officer.show_message, name="message"),
    path("inbox/<uuid:message_id>/read/", officer.read, name="read"),
]
