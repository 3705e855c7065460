"""Sign-in, the user model, sessions and assurance.

Req: P.4, V.2, 2.11.6. A 13-digit number is never a user name, never in a URL and never in a log.
"""
