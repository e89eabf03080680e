"""What can go wrong before anything is served."""


class ServingError(Exception):
    """The database can't be served. The text is a sentence for the person who asked."""
