"""Every language has every text, with the same places to fill in; what nobody speaks is English."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from service.rendering import language as module
from service.rendering.language import language, spoken

TRANSLATIONS = sorted((Path(module.__file__).parent / "translations").glob("*.po"))


def places(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s", text))


def test_english_comes_first() -> None:
    assert spoken() == ("en", *(path.stem for path in TRANSLATIONS))


@pytest.mark.parametrize("code", ["en", "xx", "", "../ru", "RU"])
def test_our_own_words_are_english_in_a_language_that_has_none(code: str) -> None:
    """Its code stays, for texts that are written in it."""
    assert (language(code).code, str(language(code).locale)) == (code, "en_GB")
    assert language(code).gettext("today") == "today"


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.stem)
def test_every_text_is_translated_with_the_same_places(path: Path) -> None:
    with path.open("rb") as file:
        catalog = read_po(file, locale=path.stem)
    for message in catalog:
        if not message.id:
            continue
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        translated = [message.string] if isinstance(message.string, str) else list(message.string or ())
        assert all(translated), message.id
        assert not message.fuzzy, message.id
        assert {frozenset(places(text)) for text in translated} == {frozenset(places(originals[-1]))}, message.id


def test_a_context_tells_equal_words_apart() -> None:
    assert language("en").pgettext("anything", "Open") == "Open"
