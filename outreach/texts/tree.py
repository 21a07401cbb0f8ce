"""Look around in the XML of documents by the names without their namespaces, of which some have two."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element


def kind(element: Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def attribute(element: Element | None, name: str, default: str = "") -> str:
    """Return an attribute by its name without its namespace."""
    if element is not None:
        for key, value in element.attrib.items():
            if key.rpartition("}")[2] == name:
                return value
    return default


def child(element: Element | None, *names: str) -> Element | None:
    """Return the first child called so, of that its first child called so, and so on."""
    for name in names:
        if element is None:
            return None
        element = next((one for one in element if kind(one) == name), None)
    return element


def children(element: Element | None, name: str) -> Iterator[Element]:
    """Yield the children called so."""
    if element is not None:
        yield from (one for one in element if kind(one) == name)


def within(element: Element | None, *names: str) -> Iterator[Element]:
    """Yield the elements called so at any depth."""
    if element is not None:
        yield from (one for one in element.iter() if kind(one) in names)


def words(element: Element | None, *names: str) -> str:
    """Return the text of all elements called so, put together."""
    return "".join(one.text or "" for one in within(element, *names))
