"""The language of a request: what templates say in it, and links that keep it."""

from collections.abc import Callable
from functools import partial
from typing import Any, cast

from flask import Flask, current_app, g, request
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from service.domain.calendar import Calendar
from service.domain.errors import InvalidValue, translatable
from service.domain.text import Text, shown
from service.rendering import brief, formatting
from service.rendering.language import ORIGINAL, Language, language, spoken
from service.rendering.window import tick_in_words
from service.web import reader
from service.web.fields import fields_in_words
from service.web.links import event_links

_FILTERS: dict[str, Callable[..., str]] = {
    "certainty": formatting.certainty_in_words,
    "country": formatting.country_in_words,
    "day": formatting.day_in_words,
    "days_in_brief": brief.days_in_brief,
    "days_of_month": brief.days_of_month,
    "fields": fields_in_words,
    "hour": brief.hour_in_brief,
    "hours": brief.hours_in_brief,
    "hours_in": formatting.hours_for_reader,
    "instant": formatting.instant_in_words,
    "kind": formatting.kind_in_words,
    "kinds": formatting.kinds_in_words,
    "moment": formatting.moment_in_words,
    "month": formatting.month_in_words,
    "month_alone": brief.month_alone,
    "place": formatting.place_in_words,
    "role": formatting.role_in_words,
    "span": formatting.span_in_words,
    "state": formatting.state_in_words,
    "status": formatting.status_in_words,
    "tick": tick_in_words,
    "timing": brief.timing_in_words,
    "weekday": formatting.weekday_in_words,
    "weekday_alone": lambda day, *form_and_words: brief.weekday_alone(day, *("EEE", *form_and_words)[-2:]),
    "weekdays": brief.weekdays,
    "zone": brief.zone_on,
}


def install(app: Flask) -> None:
    app.jinja_env.globals.update(words=words, languages=lambda: [language(code) for code in spoken()])
    app.extensions["dateline.environments"] = {}
    app.url_defaults(_keep_choices)
    app.after_request(_say_what_was_spoken)


def render(template: str, **context: Any) -> str:
    """The template in the language of this request."""
    events_at, kept_query = event_links()
    return _environment(words()).get_template(template).render(context, events_at=events_at, kept_query=kept_query)


def words() -> Language:
    """The language that this reader is spoken to in: `?lang=` if he chose it there, else what his browser asks for."""
    if "language" not in g:
        g.language = language(request.accept_languages.best_match(spoken(), ORIGINAL))
        g.language = _chosen() or g.language
    return cast(Language, g.language)


def words_for_an_error() -> Language:
    """The same; where he chose a language that there is none of, what his browser asks for."""
    try:
        return words()
    except InvalidValue:
        return cast(Language, g.language)


def _chosen() -> Language | None:
    """Raises InvalidValue for a language in the address that nothing here speaks; such a cookie counts for nothing."""
    code = reader.chosen("lang")
    if code in spoken():
        return language(str(code))
    return language(language_called(str(code))) if request.args.get("lang") else None


def language_called(code: str) -> str:
    """The code of a language that is spoken here. Raises InvalidValue for another."""
    if code not in spoken():
        unknown = translatable("This site does not speak %(code)s. It speaks: %(codes)s.")
        raise InvalidValue(unknown, code=shown(code), codes=", ".join(spoken()))
    return code


def _environment(words: Language) -> Environment:
    """One for each language: a page says hundreds of things, and none of them has to ask for the language."""
    kept = cast(dict[str, Environment], current_app.extensions["dateline.environments"])
    if words.code not in kept:
        kept[words.code] = _new_environment(words)
    return kept[words.code]


class _CompiledTemplates(BytecodeCache):
    """Templates as they were compiled for the first language, for all others of this process."""

    def __init__(self) -> None:
        self._codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._codes.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _CompiledTemplates()


def _new_environment(words: Language) -> Environment:
    env = current_app.create_jinja_environment()
    env.bytecode_cache = _COMPILED
    env.globals |= current_app.jinja_env.globals
    env.trim_blocks = env.lstrip_blocks = True
    env.policies["ext.i18n.trimmed"] = True
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        words.gettext, words.ngettext, newstyle=True, pgettext=words.pgettext
    )
    env.filters |= current_app.jinja_env.filters
    env.filters |= {name: _in_words(say, words) for name, say in _FILTERS.items()}
    env.filters["said"] = partial(_said, words.code)
    return env


def _in_words(say: Callable[..., str], words: Language) -> Callable[..., str]:
    return lambda value, *details: say(value, *details, words)


def _said(code: str, text: Text, calendar: Calendar) -> str:
    """The text in the reader's language; where there is only the original, marked with its language."""
    if code == calendar.language or code in text.translations:
        return escape(text.into(code))
    return Markup('<span lang="{}">{}</span>').format(calendar.language, text.original)


def _keep_choices(endpoint: str, values: dict[str, Any]) -> None:
    is_page = not endpoint.startswith("feeds.") and endpoint != "static"
    if is_page and request:
        for name, value in reader.kept_in_links():
            values.setdefault(name, value)


def _say_what_was_spoken(response: Any) -> Any:
    if "language" in g:
        response.vary.update(("Accept-Language", "Cookie"))
        response.content_language.add(g.language.code)
    return response
