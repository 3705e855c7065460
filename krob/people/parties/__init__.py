"""Persons, businesses, premises, mandates and participation: who has which role in which subject.

Req: 1.2.1, P.5, S.1. Never decides who may do what in casework: it answers who takes part.
"""
