"""The time that the law gives: shown, extended, explained when late, ended by approval."""
