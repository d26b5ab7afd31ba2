from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from courses.models.courses import Course


class Edition(models.Model):
    """A course as it stood when it was published. `content` never changes; `courses.editions` writes and reads it."""

    course = models.ForeignKey(Course, models.CASCADE, verbose_name=_("课程"), related_name="editions")
    number = models.PositiveSmallIntegerField(_("版次"))
    note = models.CharField(_("说明"), max_length=200, blank=True)
    content = models.JSONField(_("内容"))
    published_at = models.DateTimeField(_("发布时间"), auto_now_add=True)
    published_by = models.ForeignKey(User, models.SET_NULL, verbose_name=_("发布人"), null=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("版本")
        ordering = ["course", "-number"]
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="one_edition_number_per_course")]

    def __str__(self) -> str:
        return _("第 %(number)s 版") % {"number": self.number}


class OutlineChange(models.Model):
    """One change of a course's outline or facts, appended and never edited; `before` is what undo writes back."""

    class Kind(models.TextChoices):
        ADDED = "added", _("添加")
        MOVED = "moved", _("移动")
        EDITED = "edited", _("修改")
        FACTS = "facts", _("修改课程信息")
        REMOVED = "removed", _("删除")
        RESTORED = "restored", _("恢复")
        UNDONE = "undone", _("撤销")

    course = models.ForeignKey(Course, models.CASCADE, verbose_name=_("课程"), related_name="outline_changes")
    kind = models.CharField(_("类型"), max_length=8, choices=Kind.choices)
    title = models.CharField(_("标题"), max_length=500)  # of the line that was changed, as it then read
    before = models.JSONField(_("此前"))  # module id or "course" → the fields that changed, as they were
    undoes = models.OneToOneField(
        "self", models.CASCADE, verbose_name=_("撤销了"), related_name="undone_by", null=True, blank=True
    )
    by = models.ForeignKey(User, models.SET_NULL, verbose_name=_("操作人"), null=True, related_name="+")
    at = models.DateTimeField(_("时间"), auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("大纲变更")
        ordering = ["course", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.title}"
