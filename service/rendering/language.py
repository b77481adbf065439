"""The languages that pages and mails speak: one `.po` file each, read as it is."""

from dataclasses import dataclass
from functools import lru_cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ORIGINAL = "en"  # the language that templates and code are written in
_TRANSLATIONS = Path(__file__).parent / "translations"
_REGIONS = {"en": "en_GB"}  # day before month, a week that begins on Monday


@dataclass(frozen=True, eq=False)
class Language:
    """What is needed to speak a language; what is not translated stays English.

    There is one of each: words that are looked up again and again are kept by it.
    """

    code: str
    locale: Locale
    translations: GNUTranslations

    def gettext(self, text: str) -> str:
        return self.translations.gettext(text)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The form of the text that goes with this number, with `%(num)s` still to be filled in."""
        return self.translations.ngettext(one, many, number)

    def pgettext(self, context: str, text: str) -> str:
        return self.translations.pgettext(context, text)


@lru_cache(maxsize=1)
def spoken() -> tuple[str, ...]:
    """The codes of all languages that there are texts for, the original first."""
    return (ORIGINAL, *sorted(path.stem for path in _TRANSLATIONS.glob("*.po")))


@lru_cache(maxsize=64)
def language(code: str) -> Language:
    """The language with that code: texts in it are shown in it, and our own words are English where there are none."""
    ours = code if code in spoken() else ORIGINAL
    locale = Locale.parse(_REGIONS.get(ours, ours))
    return Language(code, locale, _translations(ours))


def _translations(code: str) -> GNUTranslations:
    catalog_file = _TRANSLATIONS / f"{code}.po"
    compiled = BytesIO()
    with BytesIO(catalog_file.read_bytes() if code != ORIGINAL else b"") as source:
        write_mo(compiled, read_po(source, locale=None if code == ORIGINAL else code))
    compiled.seek(0)
    return GNUTranslations(compiled)
