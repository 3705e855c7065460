"""Settings by environment: ``dev`` (default), ``test``, ``prod``; all start from ``base``."""
