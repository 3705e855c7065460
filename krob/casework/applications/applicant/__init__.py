"""What applicants see and do: the draft, its documents, filing, what became of it."""
