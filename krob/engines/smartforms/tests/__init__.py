"""Proofs of the room ``smartforms``."""
