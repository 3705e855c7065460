"""Tests of the journal, the access log, idempotency and sealing."""
