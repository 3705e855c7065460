"""That somebody who tries Krob is told the truth."""
