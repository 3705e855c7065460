"""Krob (ครบ, "complete"): the one-stop government platform for doing business."""
