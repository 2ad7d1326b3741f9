"""The one exception of this package."""


class EmbeddedFailure(RuntimeError):
    """The embedded server cannot do what was asked; the message is Chinese, one line, and says what to do next."""
