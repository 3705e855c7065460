"""The far ends, as small HTTP servers on loopback: for the demo and the tests only."""
