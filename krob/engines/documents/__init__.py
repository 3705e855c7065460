"""Uploads, required documents, rendering, sealing and verifying.

Req: 2.4, V.8. The only importer of typst, pikepdf and pyHanko.
"""
