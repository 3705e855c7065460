"""Expressions and decision tables: pure functions over answers.

Req: 2.10. Returns an ``Evaluation`` for the caller to store; never touches the database.
"""
