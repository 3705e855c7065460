"""Django's SQLite backend with one queue for everybody who writes, across threads and processes.

SQLite's own waiting is a lottery: the running writer wins again and again, and others wait for
seconds. Here every write first takes a lock in order of arrival.
"""
