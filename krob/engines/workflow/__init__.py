"""The step graph of a service: transitions, assignment, clocks.

Req: 2.8.1, 1.7.4, 2.7. Knows a subject as text, never as a foreign key.
"""
