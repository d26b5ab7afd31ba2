from django import template

register = template.Library()


@register.filter
def size_classes(minutes: int) -> str:
    """Class names that static/css/timetable.css turns into a height: a page may not carry styles of its own."""
    hours, rest = divmod(minutes, 60)
    return f"hours-{min(hours, 9)} minutes-{rest // 5 * 5}"
