"""Public pages: home, search results, my business.

Req: A.1, 1.2.3. Composes other rooms' pages; owns no business data.
"""
