"""Services handed between installations: signed packages, and whose are taken."""
