"""What the importers say about a text: a code, its parameters and a Chinese sentence that a page can translate."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def gettext_noop(text: str) -> str:
    """Mark a sentence for the catalogue without importing Django."""
    return text


SENTENCES: Mapping[str, str] = {
    # the file
    "empty": gettext_noop("文件是空的。请选择有内容的大纲文本。"),
    "no-lines": gettext_noop("没有读到大纲条目。请在“课程大纲”一行之后写出各章节。"),
    "too-long": gettext_noop("大纲超过 %(limit)s 行。请分成几门课程导入。"),
    "too-big": gettext_noop("文件超过 %(limit)s MB。请只上传大纲文字。"),
    "word-file": gettext_noop("这种文件不能读取。请在 Word 里另存为 .docx，在 Excel 里另存为 .xlsx，再上传。"),
    "old-word": gettext_noop("这是旧格式的 Word 文件（.doc）。请用 Word 或 WPS 打开，另存为 .docx 后再上传。"),
    "old-excel": gettext_noop("这是旧格式的 Excel 文件（.xls）。请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传。"),
    "encrypted": gettext_noop("文件设了打开密码。请在 Word 或 Excel 里去掉密码，保存后再上传。"),
    "archive": gettext_noop("这是压缩文件。请先解压，再上传里面的 .docx、.xlsx 或 .txt。"),
    "slides-file": gettext_noop("这是演示文稿。请把大纲复制到 Word，或直接粘贴到下面的文本框。"),
    "broken-file": gettext_noop("文件已损坏，打不开。请在 Word 或 Excel 里重新保存一次，再上传。"),
    "bomb": gettext_noop("文件解开后大得不合常理，没有读取。请把大纲文字复制到新文件里再上传。"),
    "docx-is-xlsx": gettext_noop("文件名是 .docx，内容却是 Excel 表格。请把扩展名改为 .xlsx，或重新保存后再上传。"),
    "xlsx-is-docx": gettext_noop("文件名是 .xlsx，内容却是 Word 文档。请把扩展名改为 .docx，或重新保存后再上传。"),
    "pdf-file": gettext_noop("这是 PDF 文件。请复制其中的文字，粘贴到下面的文本框。"),
    "binary": gettext_noop("这不是大纲文件。请上传 .docx、.xlsx、.md 或 .txt，或直接粘贴文字。"),
    "encoding": gettext_noop("认不出文件的编码。请另存为 UTF-8 编码的纯文本后再上传。"),
    # the course pack
    "pack-line": gettext_noop("课程包第 %(line)s 行读不懂：%(text)s"),
    "pack-depth": gettext_noop("课程包第 %(line)s 行缩进不对：每级缩进两个空格，一次只能深一级。"),
    "pack-no-zip": gettext_noop("这不是课程包。请上传从讲台下载的 .zip 文件。"),
    "pack-missing": gettext_noop("课程包里缺少 %(name)s。"),
    "pack-text": gettext_noop("%(name)s 不是 UTF-8 文本，或者超过 2 MB。"),
    "pack-page": gettext_noop("%(name)s：开头两行 --- 之间的说明读不懂。"),
    "pack-value": gettext_noop("%(name)s：“%(field)s”一项的内容不对。"),
    "pack-module": gettext_noop("%(name)s：大纲里没有模块“%(title)s”。"),
    "pack-path": gettext_noop("课程包里的文件名“%(name)s”指向包的外面，没有读取。请重新打包。"),
    "pack-link": gettext_noop("课程包里的“%(name)s”是链接而不是文件，没有读取。请换成文件本身再打包。"),
    "pack-twice": gettext_noop("课程包里有两个名叫“%(name)s”的文件。请删去一个再打包。"),
    "pack-newer": gettext_noop("课程包的格式是第 %(format)s 版，这里只认得到第 %(known)s 版。请先升级讲台再导入。"),
    "pack-file": gettext_noop("%(name)s：%(problem)s"),
    "pack-yaml": gettext_noop("course.yaml 的格式不对，无法读取。"),
    "pack-field": gettext_noop("course.yaml 中“%(field)s”一项的内容不对。"),
    # details of the course
    "no-title": gettext_noop("没有找到课程名称，请在预览中填写。"),
    "no-heading": gettext_noop("没有找到“课程大纲”标题，从这一行开始读作大纲。"),
    "left-column": gettext_noop("表格里“%(heading)s”一列没有放进大纲。"),
    "other-sheets": gettext_noop("只读取了工作表“%(sheet)s”，其余 %(count)s 张没有读取。"),
    "kept-out": gettext_noop("“%(heading)s”不属于大纲，没有放进章节。"),
    "misprinted-time": gettext_noop("时间“%(text)s”前后不一致，按 %(start)s–%(end)s 读取。"),
    "bad-time": gettext_noop("时间“%(text)s”不成立，没有采用。"),
    "unread-duration": gettext_noop("没有读懂课程时间“%(text)s”，请在预览中填写。"),
    "hours-differ": gettext_noop("%(days)s 天的上课时段合计 %(sum)s 小时，与写明的 %(hours)s 小时不符。"),
    "class-hours": gettext_noop("没有写明每课时多少分钟，按每课时 1 小时读取。"),
    # places in the tree that the text does not decide
    "restart": gettext_noop("编号“%(marker)s”在同类编号中重新开始，读作上一行的下级。"),
    "restart-beside": gettext_noop("编号“%(marker)s”重新开始但没有标题，与前面的同类编号并列。"),
    "mixed-numbering": gettext_noop("编号“%(marker)s”与“%(before)s”写法不同，但数字相接，读作同一级。"),
    "number-jump": gettext_noop("编号“%(marker)s”不接“%(before)s”，按写法读作同一级。"),
    "starts-midway": gettext_noop("编号“%(marker)s”不是从头开始，按写法推断它的级别。"),
    "bullet-change": gettext_noop("符号由“%(before)s”换成“%(marker)s”，读作同一级。"),
    "bullet-to-number": gettext_noop("符号列表之后出现编号“%(marker)s”，读作比符号高的一级。"),
    "end-of-list": gettext_noop("这一行没有编号，前面的列表似已结束，与上一个无编号的标题并列。"),
    "not-parallel": gettext_noop("这一行没有编号，写法与前面的标题不同，读作上一条的说明。"),
    "stands-above": gettext_noop("这一行没有编号，下面接着更高一级的“%(marker)s”，读作它的标题。"),
    "new-heading": gettext_noop("后面几行都以“%(phrase)s”开头，这一行读作它们的标题。"),
    "heading-restart": gettext_noop("这一行没有编号，下面的编号从头开始，读作与前面编号并列的标题。"),
    "after-leaves": gettext_noop("这一行没有编号，也许属于整个列表；读作上一条的说明。"),
    "after-activity": gettext_noop("“%(before)s”之后的这一行没有编号，与它并列。"),
    "activity-after-list": gettext_noop("“%(before)s”在列表之后，读作整个列表的活动。"),
    "closing": gettext_noop("“%(text)s”在全部编号之后，读作整个课程的结尾。"),
    "too-deep": gettext_noop("层级超过 %(limit)s 级，读作上一行的同级。"),
    "uneven-indent": gettext_noop("缩进前后不一致，没有采用；级别按编号推断。"),
}


@dataclass(frozen=True)
class Message:
    """`code` is stable; `text` is the Chinese sentence; `render(gettext)` says it in another language."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict, hash=False)

    @property
    def text(self) -> str:
        return self.render()

    def render(self, translate: Callable[[str], str] = str) -> str:
        return translate(SENTENCES[self.code]) % self.params


@dataclass(frozen=True)
class OutlineWarning(Message):
    """A message about one line of the source, counted from 1."""

    line: int = 0


class OutlineError(Exception):
    """The text cannot be read; `message` says what to do about it."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.message = Message(code, params)
        super().__init__(self.message.text)

    @property
    def code(self) -> str:
        return self.message.code

    @property
    def params(self) -> Mapping[str, str | int]:
        return self.message.params

    def render(self, translate: Callable[[str], str] = str) -> str:
        return self.message.render(translate)
