class Refusal(Exception):
    """A verb said no. The text is translated and tells the person what to do; views show it as it is."""
