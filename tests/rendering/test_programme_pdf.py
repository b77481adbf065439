"""A programme on paper says what it was given, in order, and looks the same everywhere."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from service.catalogue.calendar_file import read
from service.domain.event import Kind
from service.rendering.printable import surely_printable
from service.rendering.programme import Publication, SourceNote
from service.rendering.programme_pdf import programme_pdf
from service.resources import folder
from tests.rendering.programmes import (
    FOOTER,
    a_line,
    a_programme,
    a_section,
    edges_of,
    pages_of,
    tags_of,
    with_everywhere,
    words_of,
)

ROOT = Path(__file__).parents[2]
HOSTILE = {
    "markup": "#panic() $x$ \\ *b* _i_ @note-1 <note-1> `r` // c /* d */ = h - l [#sys.inputs]",
    "a script": "<script>alert(1)</script> {{ 7 * 7 }} %(num)s",
    "controls": "a\x00b\x07c\x1bd\u202ee\ufefff\ud800g\ufffeh\x7f",
    "emoji": "👨‍👩‍👧‍👦🎉🇹🇯",
    "right to left": "اجتماع المجلس שלום",
    "signs of the east": "集体安全理事会 नमस्ते",
    "nobody's signs": "\ue000\uf8ff\U0010ffff",
    "accents on everything": "Z" + "\u0301\u0302\u0316" * 100,
    "accents on nothing": " \u0301 \u200d",
    "nothing": "",
    "nothing to see": " \u200b\n\u2066",
    "300 letters": "Совет коллективной безопасности: очередная сессия. " * 6,
    "one word": "Ш" * 1000,
    "lines": "x\n" * 1000,
    "no-break spaces": "a\xa0" * 500,
    "numbers and words": "1 a " * 500,
    "an address": "https://example.org/" + "a/b-c?d=e&" * 300,
    "no address": "javascript:alert(1)",
    "10,000 letters": "Assembly " * 1112,
}
WIDE = [words for words in HOSTILE.values() if len(words) > 200]
A4 = (595, 842)
LETTERS = st.characters(min_codepoint=0x21, max_codepoint=0x4FF, exclude_categories=("C", "M"))
sure_words = st.text(LETTERS, min_size=1, max_size=20).filter(lambda word: surely_printable(word) == word)


def test_a_line_says_all_that_is_known_of_it() -> None:
    line = a_line(
        status=("Cancelled", "Overdue"),
        cancelled=True,
        hours="10:00–12:00",
        place="Dushanbe, Tajikistan",
        facts=("Given at: Extraordinary session", "Due at: Regular session"),
        notes=(1, 2),
    )
    news = Publication(
        name="News of Tajikistan",
        date="24 August 2021",
        link="https://example.org/news",
        notes=(
            SourceNote(number=1, says="It is on Thursday.", certainty="reported"),
            SourceNote(number=2, says="It is due."),
        ),
    )
    programme = a_programme(
        a_section(line),
        a_section(a_line("Search-2021", day="18–23", weekday="Mon–Sat", kind_words="Exercise"), heading="October 2021"),
        subtitle="The Club · meetings",
        zone_words="Times on the venue's clock",
        more="and 17 more",
        sources_heading="Sources",
        sources=(news,),
    )
    (page,) = pages_of(programme_pdf(programme))
    assert page == [
        "The Club · meetings",
        "September 2021",
        "As of 2 September 2021 · Times on the venue's clock",
        "https://dates.example.org/month/2021-09",
        "September 2021",
        "16",
        "Thu",
        "Regular session\u202f1, 2",
        "Cancelled Overdue Meeting · 10:00–12:00 · Dushanbe, Tajikistan",
        "Given at: Extraordinary session",
        "Due at: Regular session",
        "October 2021",
        "18–23",
        "Mon–Sat",
        "Search-2021",
        "Exercise",
        "and 17 more",
        "Sources",
        "News of Tajikistan, 24 August 2021",
        "https://example.org/news",
        "1 It is on Thursday. (reported)",
        "2 It is due.",
        *FOOTER,
    ]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_titles_of_the_shipped_calendar_are_all_there_in_order(language: str) -> None:
    events = read(folder("calendars") / "csto.toml").events
    titles = [event.summary.into(language) for event in events]
    lines = [a_line(title, day=str(at), weekday="") for at, title in enumerate(titles)]
    said = "".join(words_of(programme_pdf(a_programme(a_section(*lines), language=language))).split())
    places = [said.find("".join(f"{at} {title} Meeting".split())) for at, title in enumerate(titles)]
    assert places == sorted(places)
    assert min(places) > 0


def test_an_empty_programme_says_so() -> None:
    (page,) = pages_of(programme_pdf(a_programme(a_section())))
    assert page == [
        "September 2021",
        "As of 2 September 2021",
        "https://dates.example.org/month/2021-09",
        "There is nothing in September 2021.",
        *FOOTER,
    ]


def test_a_day_and_its_month_are_not_torn_apart() -> None:
    (page,) = pages_of(programme_pdf(a_programme(a_section(a_line(day="28 Sept – 3 Oct", weekday="")))))
    assert page[4:7] == ["28\xa0Sept – ", "3\xa0Oct", "Regular session"]


def test_each_page_says_which_it_is() -> None:
    pages = pages_of(programme_pdf(a_programme(a_section(*(a_line(f"Session {at}") for at in range(60))))))
    assert [page[-2].removeprefix("September 2021 · As of 2 September 2021 ") for page in pages] == [
        f"{number} / {len(pages)}" for number in range(1, len(pages) + 1)
    ]
    assert len(pages) == 3


@pytest.mark.parametrize("first", range(1, 13))
def test_no_line_is_parted_and_no_heading_left_alone(first: int) -> None:
    """Wherever the pages end: `first` moves all that follows."""
    lines = [a_line(f"Session {at}", facts=("Due at: Assembly",)) for at in range(40)]
    sections = [a_section(*lines[at : at + 2], heading=f"Week {at}") for at in range(first, 40, 2)]
    pages = pages_of(programme_pdf(a_programme(a_section(*lines[:first], heading="Week 0"), *sections)))
    assert len(pages) > 3
    ends = [page[:-2] for page in pages[:-1]]
    assert [page[-1] for page in ends] == ["Due at: Assembly"] * len(ends)
    assert {page[0] for page in pages[1:]} <= {"16", *(f"Week {at}" for at in range(40))}


def test_its_properties_tell_title_language_and_instant() -> None:
    programme = a_programme(a_section(a_line()), subtitle="The Club", language="ru")
    reader = PdfReader(BytesIO(programme_pdf(programme)))
    metadata = reader.metadata
    assert metadata
    assert (metadata.title, metadata.subject) == ("September 2021", "The Club")
    assert metadata.creation_date == programme.as_of
    assert str(reader.root_object["/Lang"]) == "ru"


def test_it_is_made_to_be_kept_and_to_be_read_aloud() -> None:
    pdf = programme_pdf(a_programme(a_section(a_line())))
    for claim in (b"<pdfaid:part>2<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<"):
        assert pdf.count(claim) == 1


def test_a_screen_reader_hears_of_headings_and_lists() -> None:
    note = SourceNote(number=1, says="It is on Thursday.")
    sections = (a_section(a_line(), a_line()), a_section(a_line(notes=(1,)), heading="October 2021"))
    programme = a_programme(*sections, sources_heading="Sources", sources=(Publication(name="News", notes=(note,)),))
    outline = [tag for tag in tags_of(programme_pdf(programme)) if tag in {"/Title", "/H1", "/L", "/LI"}]
    assert outline == ["/Title", "/H1", "/L", "/LI", "/LI", "/H1", "/L", "/LI", "/H1", "/L", "/LI"]


def test_the_web_is_linked_and_nothing_else() -> None:
    def targets(link: str) -> list[str]:
        note = SourceNote(number=1, says="It is on Thursday.")
        sources = (Publication(name="News", link=link, notes=(note,)),)
        reader = PdfReader(BytesIO(programme_pdf(a_programme(a_section(a_line()), sources=sources))))
        return [each.get_object()["/A"]["/URI"] for page in reader.pages for each in page.get("/Annots", [])]

    ours = "https://dates.example.org/month/2021-09"
    assert targets("https://example.org/news") == [ours, "https://example.org/news"]
    assert targets("javascript:alert(1)") == [ours]
    assert targets("https://example.org/" + "a" * 9000) == [ours]


def test_equal_programmes_give_equal_bytes_in_any_surroundings() -> None:
    """In another process, with another seed for its sets and another zone."""
    program = (
        "import hashlib; from tests.rendering.test_programme_pdf import *; "
        "print(hashlib.sha256(programme_pdf(with_everywhere('Совет'))).hexdigest())"
    )

    def digest(**surroundings: str) -> bytes:
        return subprocess.check_output([sys.executable, "-c", program], cwd=ROOT, env=os.environ | surroundings)

    assert digest(TZ="Asia/Dushanbe", PYTHONHASHSEED="1") == digest(TZ="America/Lima", PYTHONHASHSEED="2", LANG="ru")


def test_an_instant_is_the_same_in_any_zone() -> None:
    programme = a_programme(as_of=datetime(2021, 9, 2, 5, tzinfo=UTC))
    elsewhere = programme.as_of.astimezone(timezone(timedelta(hours=5)))
    assert programme_pdf(replace(programme, as_of=elsewhere)) == programme_pdf(programme)


def test_threads_print_at_the_same_time() -> None:
    programmes = [with_everywhere(f"Session {at}") for at in range(24)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(programme_pdf, programmes)) == [programme_pdf(each) for each in programmes]


def test_many_programmes_need_hardly_more_memory_than_two() -> None:
    program = (
        "import resource; from tests.rendering.programmes import *; "
        "from service.rendering.programme_pdf import programme_pdf\n"
        "def most(numbers):\n"
        "    for n in numbers: programme_pdf(a_programme(a_section(*(a_line(f'{n} {at}') for at in range(200)))))\n"
        "    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(most(range(2)), most(range(2, 10)))"
    )
    two, ten = map(int, subprocess.check_output([sys.executable, "-c", program], cwd=ROOT).split())
    assert ten < two * 1.3


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_words_change_nothing_but_words(words: str) -> None:
    assert parts_of(programme_pdf(with_everywhere(words))) == parts_of(programme_pdf(with_everywhere("Assembly")))


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("#panic() $x$ \\ *b* _i_ @note-1 <note-1>", "#panic() $x$ \\ *b* _i_ @note-1 <note-1>"),
        ("`r` // c /* d */ = h - l \"q\" 'a' -- ~", "`r` // c /* d */ = h - l \"q\" 'a' -- ~"),
        ("<script>alert(1)</script> {{ 7 * 7 }}", "<script>alert(1)</script> {{ 7 * 7 }}"),
        ("a\x00b\x1bc\u202ed\ufefff\ud800g", "abcdfg"),
        ("a👨\u200d👩🎉b", "a□□□b"),
        ("Созмони Аҳдномаи амнияти дастаҷамъӣ", "Созмони Аҳдномаи амнияти дастаҷамъӣ"),
    ],
)
def test_hostile_words_are_shown_as_words(words: str, shown: str) -> None:
    said = words_of(programme_pdf(with_everywhere(words)))
    assert "".join(said.split()).count("".join(shown.split())) == 21 + 3  # on the page, and at its foot


@pytest.mark.parametrize("words", WIDE, ids=lambda words: words[:12])
def test_nothing_leaves_the_page(words: str) -> None:
    line = a_line(words, hours=words, place=words, facts=(words,), status=(words,))
    left, bottom, right, top = edges_of(programme_pdf(a_programme(a_section(line, heading=words), title=words)))
    assert (left > 50, bottom > 20, right < A4[0], top < A4[1]) == (True, True, True, True)


def test_letters_that_are_said_to_be_sure_are() -> None:
    """An emoji beside them lets nothing but those pass."""
    letters = [chr(code) for code in range(0x21, 0x3000) if surely_printable(chr(code)) == chr(code)]
    assert len(letters) > 1500
    pdf = programme_pdf(a_programme(title=f"{' '.join(letters)} 🎉"))
    metadata = PdfReader(BytesIO(pdf)).metadata
    assert metadata
    assert metadata.title == f"{' '.join(letters)} □"


def test_a_sign_that_no_font_has_leaves_the_rest_as_it_is() -> None:
    (page,) = pages_of(programme_pdf(a_programme(a_section(a_line("Party 🎉 «ура»")))))
    assert page[6] == "Party □ «ура»"


@settings(max_examples=40)
@given(st.lists(sure_words, min_size=1, max_size=12).map(" ".join))
def test_titles_come_out_as_they_were_written(title: str) -> None:
    said = words_of(programme_pdf(a_programme(a_section(a_line(title)))))
    assert "".join(said.split()).count("".join(f"Thu {title} Meeting".split())) == 1


@settings(max_examples=30)
@given(st.text(max_size=60), st.sampled_from(Kind))
@example("\u0600\u0301", Kind.MEETING)
def test_any_words_can_be_printed(words: str, kind: Kind) -> None:
    pdf = programme_pdf(with_everywhere(words, kind=kind))
    assert parts_of(pdf) == parts_of(programme_pdf(with_everywhere("Assembly")))


def parts_of(pdf: bytes) -> list[str]:
    """Its title, lists and items; without headings, as there are none of nothing."""
    return [tag for tag in tags_of(pdf) if tag in {"/Title", "/L", "/LI"}]
