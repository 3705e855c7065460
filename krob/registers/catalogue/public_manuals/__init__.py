"""Public manuals of the state (คู่มือสำหรับประชาชน): read, compared with drafts, watched."""
