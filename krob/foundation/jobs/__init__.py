"""The one queue: background work that survives a killed worker.

A job is enqueued in the caller's transaction and runs at least once. It never holds personal
data: its arguments are ids.
"""
