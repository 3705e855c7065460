"""Which service applies and in which order: advisor, journeys, every path walked."""
