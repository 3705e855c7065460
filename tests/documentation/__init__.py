"""That what is written about the house is true of it."""
