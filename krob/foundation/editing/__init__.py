"""Editing the parts of a definition: settings shown as inputs, read back, undone and compared.

Req: 2.2.1, 2.3, 2.4. Knows no service and no room: each room's ``editor.py`` says which settings
its part has; ``registers.catalogue`` loads, saves and routes the draft. Stores nothing.
"""
