"""Contacts by any channel, complaints, appointments and counter sessions.

Req: 1.5.1-1.5.4. Holds its place in the house; has no content yet.
"""
