"""How well people's own words find services."""
