class UnsupportedError(Exception):
    """A text or a template that cannot be filled in; says why, for the log."""
