"""Tests of the adapters against their far ends, over loopback."""
