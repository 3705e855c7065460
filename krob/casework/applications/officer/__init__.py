"""What officers see: the queue, the dossier, the documents beside it, moves to another version."""
