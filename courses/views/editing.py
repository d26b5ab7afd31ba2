"""The outline editor: the whole tree on one page, one line's text beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from courses import editing, undoing
from courses.editing import SupersededError
from courses.line_forms import LineForm
from courses.markdown import render_markdown
from courses.models import Course, Module
from courses.trees import tree_of

MOST_PREVIEWED = 50_000  # characters


@never_cache
@require_GET
def outline(request: MemberRequest, slug: str) -> HttpResponse:
    """The page, or only the tree when htmx asks; `?line=` chooses the line whose text is shown."""
    course = _managed(request, slug)
    chosen = request.GET.get("line", "")
    if request.htmx:
        return render(request, "courses/partials/editor_tree.html", _tree(course, chosen))
    context = _tree(course, chosen)
    if chosen.isdecimal() and (line := course.modules.filter(pk=chosen).first()):
        context |= {"line": line, "form": LineForm(instance=line), "preview": render_markdown(line.body)}
    return render(request, "courses/outline_editor.html", context)


@require_POST
def outline_act(request: MemberRequest, slug: str) -> HttpResponse:
    """Move, add, remove or undo; htmx gets the tree as it then is, with the reason if nothing was done."""
    course = _managed(request, slug)
    chosen, told, refused = request.POST.get("line", ""), "", ""
    try:
        chosen, told = ACTS[request.POST["act"]](request, course)
    except Refusal as refusal:
        refused = str(refusal)
    except (KeyError, ValueError) as error:
        raise Http404 from error
    course.refresh_from_db()
    if request.htmx:
        context = _tree(course, chosen) | {"told": told, "refused": refused}
        return render(request, "courses/partials/editor_tree.html", context)
    if refused:
        messages.error(request, refused)
    elif told:
        messages.success(request, told)
    return redirect(_page(course, chosen))


def _move(request: MemberRequest, course: Course) -> tuple[str, str]:
    data = request.POST
    parent = int(data["parent"]) if data.get("parent") else None
    editing.move_line(
        course=course,
        pk=int(data["line"]),
        parent=parent,
        index=int(data["index"]),
        seen=int(data["revision"]),
        by=request.user,
    )
    return data["line"], ""


def _step(request: MemberRequest, course: Course) -> tuple[str, str]:
    data = request.POST
    editing.step_line(course=course, pk=int(data["line"]), way=data["act"], seen=int(data["revision"]), by=request.user)
    return data["line"], ""


def _add(request: MemberRequest, course: Course) -> tuple[str, str]:
    data = request.POST
    after, below = (int(data[name]) if data.get(name) else None for name in ("after", "below"))
    after = None if below else after
    made = editing.add_line(
        course=course,
        title=data.get("title", ""),
        after=after,
        below=below,
        seen=int(data["revision"]),
        by=request.user,
    )
    return str(made.pk), ""


def _remove(request: MemberRequest, course: Course) -> tuple[str, str]:
    gone = editing.remove_line(
        course=course, pk=int(request.POST["line"]), seen=int(request.POST["revision"]), by=request.user
    )
    return "", ngettext("已删除 %(count)d 行，可以撤销。", "已删除 %(count)d 行，可以撤销。", gone) % {"count": gone}


def _undo(request: MemberRequest, course: Course) -> tuple[str, str]:
    undone = undoing.undo(course=course, change=int(request.POST["change"]), by=request.user)
    told = _("已撤销：%(kind)s“%(title)s”。") % {"kind": undone.get_kind_display(), "title": undone.title}
    return request.POST.get("line", ""), told


ACTS: dict[str, Callable[[MemberRequest, Course], tuple[str, str]]] = {
    "move": _move,
    **dict.fromkeys(("up", "down", "in", "out"), _step),
    "add": _add,
    "remove": _remove,
    "undo": _undo,
}


@never_cache
@require_http_methods(["GET", "POST"])
def line(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """One line's text. Who saves second sees the other's beside their own; saving again then replaces it."""
    course = _managed(request, slug)
    shown = get_object_or_404(Module.with_removed.filter(course=course), pk=pk)
    if request.method == "GET":
        if not request.htmx:
            return redirect(_page(course, str(pk)))
        return _panel(request, course, {"line": shown, "form": LineForm(instance=shown)})
    data = request.POST.copy()
    form, theirs = LineForm(data, instance=Module.with_removed.get(pk=pk)), None
    if form.is_valid():
        try:
            seen = form.cleaned_data["revision"]
            shown = editing.write_line(line=shown, values=form.cleaned_data, seen=seen, by=request.user)
        except SupersededError as refusal:
            form.add_error(None, str(refusal))
            theirs = refusal.current
            data["revision"] = str(theirs.revision if theirs else seen)
        else:
            return _saved(request, course, shown)
    return _panel(request, course, {"line": shown, "form": form, "theirs": theirs})


def _saved(request: MemberRequest, course: Course, shown: Module) -> HttpResponse:
    if not request.htmx:
        messages.success(request, _("已保存。"))
        return redirect(_page(course, str(shown.pk)))
    answer = _panel(request, course, {"line": shown, "form": LineForm(instance=shown), "saved": True})
    answer["HX-Trigger"] = "outline-changed"
    return answer


def _panel(request: MemberRequest, course: Course, context: dict[str, Any]) -> HttpResponse:
    body = context["form"]["body"].value() or ""
    context |= {"course": course, "preview": render_markdown(body)}
    if request.htmx:
        return render(request, "courses/partials/editor_line.html", context)
    context = _tree(course, str(context["line"].pk)) | context
    return render(request, "courses/outline_editor.html", context, status=409 if context.get("theirs") else 200)


@require_POST
def line_preview(request: MemberRequest) -> HttpResponse:
    """Markdown as readers will see it; nothing is kept."""
    return HttpResponse(render_markdown(request.POST.get("body", "")[:MOST_PREVIEWED]))


def _tree(course: Course, chosen: str) -> dict[str, Any]:
    lines = list(course.modules.order_by("position").defer("body", "trainer_notes"))
    return {
        "course": course,
        "tree": tree_of(lines),
        "count": len(lines),
        "chosen": int(chosen) if chosen.isdecimal() else None,
        "change": undoing.latest_change(course),
        "kinds": dict(Module.Kind.choices),
    }


def _managed(request: MemberRequest, slug: str) -> Course:
    return get_object_or_404(Course.objects.managed_by(request.user), slug=slug)


def _page(course: Course, chosen: str) -> str:
    page = reverse("courses:outline", args=[course.slug])
    return f"{page}?line={chosen}" if chosen else page
