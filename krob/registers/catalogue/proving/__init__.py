"""Proof before publication: worked examples, their coverage, the replay of past applications."""
