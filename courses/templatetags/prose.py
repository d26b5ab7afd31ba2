from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString

from courses.markdown import render_markdown

register = template.Library()


@register.filter
def prose(text: str) -> SafeString:
    """An author's Markdown as clean HTML."""
    return render_markdown(text)


@register.filter
def named(names: Mapping[str, str], key: str) -> str:
    """What goes by `key`; the key itself when it is gone."""
    return names.get(key, key)
