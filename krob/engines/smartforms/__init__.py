"""Field kinds, compiled forms, validation, prefill and rendering.

Req: 2.3, 1.3.3, 1.3.4. Knows answers, never applications: whose draft it is and where it is kept
is the caller's business. Everything here is a function of a form part, answers and a context.
"""
