from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.filters import filtering
from accounts.http import MemberRequest, admins_only
from accounts.refusals import Refusal
from sessions.booking import remove_room
from sessions.filters import RoomFilter
from sessions.forms.cohorts import RoomForm
from sessions.models import Room

PER_PAGE = 50


@admins_only
@require_GET
def rooms(request: MemberRequest) -> HttpResponse:
    found = RoomFilter(request.GET, queryset=Room.objects.managed_by(request.user))
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "sessions/room_list.html", {"page_obj": page} | filtering(found))


@admins_only
@require_http_methods(["GET", "POST"])
def room_new(request: MemberRequest) -> HttpResponse:
    return _form(request, RoomForm(request.POST or None), "")


@admins_only
@require_http_methods(["GET", "POST"])
def room_edit(request: MemberRequest, pk: int) -> HttpResponse:
    room = get_object_or_404(Room.objects.managed_by(request.user), pk=pk)
    return _form(request, RoomForm(request.POST or None, instance=room), room.name)


@admins_only
@require_POST
def room_delete(request: MemberRequest, pk: int) -> HttpResponse:
    room = get_object_or_404(Room.objects.managed_by(request.user), pk=pk)
    try:
        remove_room(room)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("sessions:room_edit", room.pk)
    messages.success(request, _("已删除教室“%(name)s”。") % {"name": room.name})
    return redirect("sessions:rooms")


def _form(request: MemberRequest, form: RoomForm, name: str) -> HttpResponse:
    if form.is_valid():
        room = form.save()
        messages.success(request, _("已保存教室“%(name)s”。") % {"name": room.name})
        return redirect("sessions:rooms")
    return render(request, "sessions/room_form.html", {"form": form, "name": name, "pk": form.instance.pk})
