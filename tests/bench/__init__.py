"""Measurements, one module a subject: `./run bench [NAME…] [--json]`.

A module's public functions take nothing and yield Measures. They run in a database of their own, which is made anew for
the run (SQLite, or what DATABASE_URL names) and rolled back after each function.
"""
