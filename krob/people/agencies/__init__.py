"""Agencies, authorities, units, jurisdiction, working calendars, duties and signing orders.

Req: 2.1.1, 2.1.2. Builds the Actor; never stores casework.
"""
