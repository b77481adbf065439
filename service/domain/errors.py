"""Errors that a person can mend: each names the thing, and the edge turns it into one line or page."""

from collections.abc import Callable


class DatelineError(Exception):
    """A clear sentence for the person who asked; never a programming mistake.

    `values` go into the gaps of the sentence, as in "%(name)s", so that it can be said in other languages, too.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        self._sentence = sentence
        self._values = values
        super().__init__(sentence % values if values else sentence)

    def into(self, gettext: Callable[[str], str]) -> str:
        """The sentence in another language; where nobody has translated it, as it is."""
        return gettext(self._sentence) % self._values if self._values else gettext(self._sentence)


class InvalidValue(DatelineError, ValueError):
    """A value that the domain does not allow, such as an end before its start."""


class NotFound(DatelineError):
    """Something was asked for by a name that nothing bears."""


class Mistakes(DatelineError):
    """Several mistakes, found at once, so that they can be mended at once."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))


def translatable(text: str) -> str:
    """The text itself, marked as one that is translated where it is shown."""
    return text
