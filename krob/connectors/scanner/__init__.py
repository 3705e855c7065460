"""Adapters of virus scanners."""
