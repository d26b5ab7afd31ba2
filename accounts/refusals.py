class Refusal(Exception):  # noqa: N818 — a no with its reason is no error of the program
    """A verb said no. The text is translated and tells the person what to do; views show it as it is."""
