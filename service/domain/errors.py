"""Errors that a person can mend: each names the thing, and the edge turns it into one line or page."""


class DatelineError(Exception):
    """A clear sentence for the person who asked; never a programming mistake."""


class InvalidValue(DatelineError, ValueError):
    """A value that the domain does not allow, such as an end before its start."""


class NotFound(DatelineError):
    """Something was asked for by a name that nothing bears."""


class Mistakes(DatelineError):
    """Several mistakes, found at once, so that they can be mended at once."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))
