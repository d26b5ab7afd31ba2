"""The XML inside office files, found by local names: the strict and the usual form differ only in namespaces."""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from courses.importers.messages import OutlineError


def root_of(data: bytes) -> Element | None:
    """The root of a part, None for an empty one. Raises OutlineError for XML that is broken or declares entities."""
    if not data:
        return None
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise OutlineError("broken-file") from error
    return root


def name_of(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def children(element: Element | None, name: str) -> list[Element]:
    return [] if element is None else [found for found in element if name_of(found) == name]


def child(element: Element | None, name: str) -> Element | None:
    for found in element if element is not None else ():
        if name_of(found) == name:
            return found
    return None


def attribute(element: Element | None, name: str) -> str:
    if element is None:
        return ""
    return next((text for key, text in element.items() if key.rpartition("}")[2] == name), "")


def value(element: Element | None, name: str) -> str:
    """The `val` of a child, as Word writes most of its settings."""
    return attribute(child(element, name), "val")
