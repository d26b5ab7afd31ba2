"""The sentences behind the codes of `exercises.worksheets`, which knows no language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exercises.worksheets import AnswerError, DefinitionError, Missing, Problem


def of_answer(error: AnswerError) -> str:
    """What is wrong with an answer, and what would be right."""
    sentences = {
        "too_long": _("太长了：最多 %(limit)s 个字，现在是 %(length)s 个。请缩短后再保存。"),
        "too_small": _("不能小于 %(limit)s。"),
        "too_large": _("不能大于 %(limit)s。"),
        "too_precise": _("小数最多 %(decimals)s 位。"),
        "not_a_number": _("请填写数字，例如 1200、12.5 或 3万。"),
        "not_a_date": _("请填写日期，例如 2026-11-23。"),
        "not_an_option": _("请从给出的选项中选择。"),
        "too_many": _("最多选 %(limit)s 项。"),
        "not_a_rating": _("请在 1 到 %(limit)s 之间打分。"),
        "too_many_rows": _("这张表最多 %(limit)s 行。"),
        "wrong_type": _("这一栏不接受这样的内容，请重新填写。"),
        "unknown_field": _("工作单里没有这一栏，请刷新页面。"),
    }
    return sentences[error.code] % error.params


def of_missing(missing: Sequence[Missing]) -> str:
    """Names what is still open, so that the reader can go there."""
    names = _("、").join(_one_missing(gap) for gap in missing)
    return _("还不能提交，请先填写：%(names)s。") % {"names": names}


def _one_missing(gap: Missing) -> str:
    if not gap.cells:
        return _("“%(label)s”") % {"label": gap.label}
    sentence = ngettext("“%(label)s”（还差 %(cells)d 处）", "“%(label)s”（还差 %(cells)d 处）", gap.cells)
    return sentence % {"label": gap.label, "cells": gap.cells}


def of_definition(error: DefinitionError) -> list[str]:
    """One sentence for each fault of a worksheet's definition."""
    return [_of_problem(problem) for problem in error.problems]


def _of_problem(problem: Problem) -> str:
    sentences = {
        "no_fields": _("工作单至少要有一个字段。"),
        "too_many_fields": _("字段太多：最多 %(limit)s 个。"),
        "definition_too_large": _("内容太大：最多 %(limit)s 个字符。"),
        "alias": _("YAML 里不能用 & 和 * 引用，请把内容写全。"),
        "not_yaml": _("第 %(line)s 行不是正确的 YAML，请检查缩进和冒号。"),
        "survey_of_group": _("课程反馈由每人自己填写：请写 worked_by: individual。"),
        "survey_field": _("课程反馈只能用评分、选择和文字字段，才能汇总。"),
        "fields_repeat": _("字段“%(at)s”出现了两次，请改名。"),
        "columns_repeat": _("字段“%(at)s”有两列同名，请改名。"),
        "rows_repeat": _("字段“%(at)s”有两行同名，请改名。"),
        "options_repeat": _("字段“%(at)s”有两个选项同名，请改名。"),
        "limits_reversed": _("字段“%(at)s”的下限大于上限。"),
        "union_tag_invalid": _("字段“%(at)s”的类型不存在。"),
        "union_tag_not_found": _("字段“%(at)s”没有写类型。"),
        "too_long": _("字段“%(at)s”的 %(place)s 最多 %(max_length)s 个。"),
        "string_too_long": _("字段“%(at)s”的 %(place)s 最多 %(max_length)s 个字。"),
        "string_too_short": _("字段“%(at)s”的 %(place)s 不能为空。"),
        "string_pattern_mismatch": _("字段“%(at)s”的 %(place)s 只能用小写字母、数字和下划线，以字母开头。"),
        "missing": _("字段“%(at)s”缺少 %(place)s。"),
        "extra_forbidden": _("字段“%(at)s”不认识 %(place)s。"),
    }
    sentence = sentences.get(problem.code) or _("字段“%(at)s”的 %(place)s 不正确。")
    return sentence % {"at": problem.at, "place": problem.place, **problem.params}
