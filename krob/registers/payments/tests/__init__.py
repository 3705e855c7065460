"""Tests of charges, bills, payments and receipts."""
