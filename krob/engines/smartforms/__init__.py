"""Field kinds, compiled forms, validation, prefill and rendering.

Req: 2.3, 1.3.3, 1.3.4. Knows answers, never applications.
"""
