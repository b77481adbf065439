"""What is refused whatever page is asked for: an address that is too long, and a choice that there is not."""

from urllib.parse import parse_qsl

from flask import Flask, Request, request
from werkzeug.datastructures import MultiDict
from werkzeug.utils import cached_property

from service.domain.errors import InvalidValue, translatable
from service.operations.feed_addresses import LONGEST_QUERY
from service.web import reader
from service.web.speaking import words

_QUOTED = "werkzeug.url_quote"  # what is no UTF-8 stays as it is written, as in "%FF"


def install(app: Flask) -> None:
    app.request_class = _Request
    app.before_request(_refuse)


class _Request(Request):
    """Its parameters can be read also where octets in them are no UTF-8; Werkzeug fails at those without a % before."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        text = self.query_string.decode(errors=_QUOTED)
        return self.parameter_storage_class(parse_qsl(text, keep_blank_values=True, errors=_QUOTED))


def _refuse() -> None:
    """Feeds speak for themselves, in plain English; and files ask for nothing."""
    if not request.query_string or request.path.startswith(("/feeds/", "/static/")) or request.blueprint == "feeds":
        return
    if len(request.query_string) > LONGEST_QUERY:
        too_long = translatable("The address is too long: at most %(most)s characters may follow its question mark.")
        raise InvalidValue(too_long, most=LONGEST_QUERY)
    if any(name in request.args for name in reader.CHOICES):
        words(), reader.zone(), reader.theme()
