"""The inbox's pages, by audience."""
