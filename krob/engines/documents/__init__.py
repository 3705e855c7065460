"""Uploads, required documents, rendering, sealing and verifying.

Req: 2.4, V.8. The only importer of typst, pikepdf and pyHanko.
"""

import logging

logging.getLogger("pikepdf").setLevel(logging.WARNING)  # it announces itself at every start
