"""A page as a tree, parsed strictly: an element that is left open, or closed twice, fails the test."""

from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

from flask.testing import FlaskClient

_VOID = {"base", "meta", "link", "input", "br", "img"}  # elements that have no end tag


def get(client: FlaskClient, address: str, *, status: int = 200) -> Element:
    """The page at that address."""
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    return parsed(answer.text)


def parsed(html: str) -> Element:
    parser = _Strict()
    parser.feed(html)
    parser.close()
    assert parser.open == [], f"left open: {parser.open}"
    return parser.tree.close()


def text(element: Element) -> str:
    """What the element says, on one line."""
    return " ".join("".join(element.itertext()).split())


def texts(page: Element, path: str) -> list[str]:
    return [text(element) for element in page.findall(path)]


def links(page: Element, path: str) -> list[str]:
    return [element.attrib["href"] for element in page.findall(path)]


def fields(form: Element | None) -> list[tuple[str, str]]:
    """What the form would send: the name and the value of each field, as it stands."""
    assert form is not None
    found = []
    for field in form.iter():
        if field.tag == "input" and field.attrib.get("name"):
            found.append((field.attrib["name"], field.attrib.get("value", "")))
        if field.tag == "select":
            options = field.findall(".//option")
            chosen = [option for option in options if "selected" in option.attrib] or options[:1]
            found.append((field.attrib["name"], chosen[-1].attrib.get("value", text(chosen[-1]))))
    return found


class _Strict(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tree = TreeBuilder()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"an attribute is given twice: {self.get_starttag_text()}"
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in _VOID:
            self.tree.end(tag)
        else:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"nothing is open to be closed by </{tag}>"
        assert self.open.pop() == tag
        self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        if self.open:
            self.tree.data(data)
