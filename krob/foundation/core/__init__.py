"""Words every room speaks: actor, clock, money, Thai dates and numbers, errors, registries.

No business models live here, and nothing here imports another room.
"""
