"""The templates of mails, in the words of a language."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from service.domain.calendar import Calendar
from service.domain.text import Text
from service.rendering import formatting, mail_words
from service.rendering.language import ORIGINAL, Language, language, spoken
from service.rendering.mail_header import one_line
from service.resources import folder

_FILTERS: dict[str, Callable[..., Any]] = {
    "certainty": formatting.certainty_in_words,
    "day": formatting.day_in_words,
    "kind": formatting.kind_in_words,
    "mark": mail_words.mark,
    "place": formatting.place_in_words,
    "span": formatting.span_in_words,
    "timing": mail_words.timing,
    "weekday": formatting.weekday_in_words,
    "when": mail_words.when,
}


def rendered(template: str, words: Language, **context: Any) -> tuple[str, str]:
    """The text and the HTML, from the two templates of that name."""
    environment = _environment(words.code)
    text, html = (environment.get_template(f"mail/{template}.{ending}") for ending in ("txt", "html"))
    return text.render(context), html.render(context)


@lru_cache(maxsize=64)
def _environment(code: str) -> Environment:
    words = language(code)
    environment = Environment(
        loader=FileSystemLoader(folder("templates")),
        autoescape=select_autoescape(["html"]),
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        words.gettext, words.ngettext, newstyle=True
    )
    environment.filters |= {name: partial(_in_words, say, words) for name, say in _FILTERS.items()}
    environment.filters |= {
        "line": partial(_line, code),
        "said": partial(_said, code),
        "sentence": formatting.sentence,
    }
    environment.globals.update(
        is_overdue=mail_words.is_overdue,
        last_day=mail_words.last_day,
        moment=mail_words.moment,
        page_language=code if code in spoken() else ORIGINAL,
        sources=mail_words.sources,
    )
    return environment


def _in_words(say: Callable[..., Any], words: Language, value: Any, *details: Any) -> Any:
    return say(value, *details, words)


def _line(code: str, text: Text | str) -> str:
    """What people wrote, in one line."""
    return one_line(text.into(code) if isinstance(text, Text) else text)


def _said(code: str, text: Text, calendar: Calendar) -> Markup:
    """The same for HTML; where it is in another language than the mail, marked with it."""
    line = escape(_line(code, text))
    if code == calendar.language or code in text.translations:
        return line
    return Markup('<span lang="{}">{}</span>').format(calendar.language, line)
