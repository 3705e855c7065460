"""The definitions that ship: what they say is complete, and comes out as they say."""
