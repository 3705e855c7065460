"""Tools of the house for those who build and test it; nothing of the running system."""
