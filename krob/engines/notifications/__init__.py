"""Messages: templates, inbox, channels and delivery state.

Req: 1.3.7, 2.9. The inbox is the record; other channels carry copies.
"""
