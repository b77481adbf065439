"""Every text that a reader can see is there in every language."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import service
from service.rendering.language import ORIGINAL, spoken
from service.resources import folder

PACKAGE = Path(service.__file__).parent
OTHERS = [code for code in spoken() if code != ORIGINAL]

Found = tuple[str, tuple[str, ...]]  # where, and the text with its plural if it has one


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_is_translated(code: str) -> None:
    catalog = _catalog(code)
    assert [(where, texts) for where, texts in _texts() if not _is_translated(catalog, texts)] == []


@pytest.mark.parametrize("code", OTHERS)
def test_nothing_is_translated_that_nobody_says(code: str) -> None:
    said = {texts[0] for _, texts in _texts()}
    assert {_first(message.id) for message in _catalog(code) if message.id} - said == set()


@pytest.mark.parametrize("code", OTHERS)
def test_no_text_is_translated_twice(code: str) -> None:
    translated = [line for line in _file(code).read_text().splitlines() if line.startswith("msgid ")]
    assert sorted(translated) == sorted(set(translated))


@pytest.mark.parametrize("code", OTHERS)
def test_a_translation_has_the_same_gaps_to_fill(code: str) -> None:
    assert [(message.id, str(error)) for message, errors in _catalog(code).check() for error in errors] == []


def _texts() -> list[Found]:
    return [*_in_code(), *_in_templates()]


def _in_code() -> Iterator[Found]:
    """(Babel's own extractor overlooks what is called inside an f-string before Python 3.12.)"""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and _name(node.func) in ("gettext", "ngettext", "translatable"):
                texts = tuple(text.value for text in node.args if isinstance(text, ast.Constant))
                if texts:
                    yield f"{path.name}:{node.lineno}", tuple(str(text) for text in texts)


def _in_templates() -> Iterator[Found]:
    options = {"**": {"trimmed": "true", "silent": "false", "newstyle_gettext": "true"}}
    for file, line, text, _, _ in extract_from_dir(folder("templates"), [("**", "jinja2")], options):
        yield f"{file}:{line}", (text,) if isinstance(text, str) else tuple(text)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _catalog(code: str) -> Catalog:
    with _file(code).open("rb") as file:
        return read_po(file, locale=code)


def _file(code: str) -> Path:
    return PACKAGE / "rendering" / "translations" / f"{code}.po"


def _is_translated(catalog: Catalog, texts: tuple[str, ...]) -> bool:
    message = catalog.get(texts[0])
    strings = message.string if message else ""
    if len(texts) > 1:
        return isinstance(strings, tuple) and all(strings)
    return isinstance(strings, str) and strings != ""


def _first(text: str | list[str] | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]
