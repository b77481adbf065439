"""The language of a request: what templates say in it, and links that keep it."""

from collections.abc import Callable
from typing import Any, cast

from flask import Flask, g, request
from markupsafe import Markup, escape

from service.domain.calendar import Calendar
from service.domain.errors import InvalidValue
from service.domain.text import Text
from service.rendering import brief, formatting
from service.rendering.language import ORIGINAL, Language, language, spoken
from service.web.fields import fields_in_words

_FILTERS: dict[str, Callable[..., str]] = {
    "certainty": formatting.certainty_in_words,
    "country": formatting.country_in_words,
    "day": formatting.day_in_words,
    "days_of_month": brief.days_of_month,
    "fields": fields_in_words,
    "hours": brief.hours_in_brief,
    "hours_in": formatting.hours_for_reader,
    "instant": formatting.instant_in_words,
    "kind": formatting.kind_in_words,
    "kinds": formatting.kinds_in_words,
    "moment": formatting.moment_in_words,
    "month": formatting.month_in_words,
    "place": formatting.place_in_words,
    "role": formatting.role_in_words,
    "span": formatting.span_in_words,
    "state": formatting.state_in_words,
    "status": formatting.status_in_words,
    "timing": brief.timing_in_words,
    "weekday": formatting.weekday_in_words,
    "weekdays": brief.weekdays,
    "zone": brief.zone_on,
}


def install(app: Flask) -> None:
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.policies["ext.i18n.trimmed"] = True
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        lambda text: words().gettext(text),
        lambda one, many, number: words().ngettext(one, many, number),
        newstyle=True,
        pgettext=lambda context, text: words().pgettext(context, text),
    )
    env.filters |= {name: _in_the_readers_words(say) for name, say in _FILTERS.items()} | {"said": _said}
    env.globals.update(words=words, languages=lambda: [language(code) for code in spoken()])
    app.url_defaults(_keep_chosen_language)
    app.after_request(_say_what_was_spoken)


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
    code = request.args.get("lang")
    if code is not None and code not in spoken():
        sentence = g.language.gettext("This site does not speak “%(code)s”. It speaks: %(codes)s.")
        raise InvalidValue(sentence % {"code": code, "codes": ", ".join(spoken())})
    return language(code) if code else None


def _in_the_readers_words(say: Callable[..., str]) -> Callable[..., str]:
    return lambda value, *details: say(value, *details, words())


def _said(text: Text, calendar: Calendar) -> str:
    """The text in the reader's language; where there is only the original, marked with its language."""
    code = words().code
    if code == calendar.language or code in text.translations:
        return escape(text.into(code))
    return Markup('<span lang="{}">{}</span>').format(calendar.language, text.original)


def _keep_chosen_language(endpoint: str, values: dict[str, Any]) -> None:
    is_page = not endpoint.startswith("feeds.") and endpoint != "static"
    if is_page and request and request.args.get("lang") in spoken():
        values.setdefault("lang", request.args["lang"])


def _say_what_was_spoken(response: Any) -> Any:
    if "language" in g:
        response.vary.add("Accept-Language")
        response.content_language.add(g.language.code)
    return response
