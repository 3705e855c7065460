"""Surveys, statistics, boards and reports.

Req: 1.7, 1.8. Holds its place in the house; has no content yet.
"""
