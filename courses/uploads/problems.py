"""Why a file is not taken: a code, its parameters and a sentence that tells what to do instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from courses.importers.messages import gettext_noop

SENTENCES: Mapping[str, str] = {
    "empty": gettext_noop("文件是空的。请选择有内容的文件。"),
    "too-big": gettext_noop("文件是 %(size)s MB，这类文件最大 %(limit)s MB。请压缩后再上传，或改用链接。"),
    "unknown": gettext_noop("认不出这种文件，没有保存。可以上传：%(allowed)s。"),
    "name-differs": gettext_noop("文件名是 %(name)s，内容却是“%(kind)s”。请把扩展名改对，或重新保存后再上传。"),
    "program": gettext_noop("这是可以运行的程序，不能作为资料。请上传文档、图片或视频。"),
    "archive": gettext_noop("这是压缩包。请解压后把里面的文件逐个上传。"),
    "old-office": gettext_noop(
        "这是旧格式的 Office 文件。请用 Office 或 WPS 打开，另存为 .docx、.xlsx 或 .pptx 后再上传。"
    ),
    "encrypted": gettext_noop("文件设了打开密码。请去掉密码，保存后再上传。"),
    "macros": gettext_noop("文件里有宏。请另存为不带宏的 .docx、.xlsx 或 .pptx 后再上传。"),
    "broken": gettext_noop("文件已损坏，打不开。请重新保存或导出一次，再上传。"),
    "bomb": gettext_noop("文件解开后大得不合常理，没有保存。请重新保存一份再上传。"),
    "svg": gettext_noop("SVG 图片里可以藏脚本，不能上传。请导出为 PNG 后再上传。"),
    "page": gettext_noop("网页文件里可以藏脚本，不能上传。请打印成 PDF，或添加一个链接。"),
    "picture-kind": gettext_noop("这种图片（%(kind)s）不是每部手机都能看。请导出为 PNG 或 JPEG 后再上传。"),
    "pixels": gettext_noop("图片有 %(pixels)s 百万像素，最多 %(limit)s 百万。请缩小后再上传。"),
    "video-kind": gettext_noop("这种视频（%(kind)s）不是每部手机都能放。请导出为 MP4（H.264）后再上传。"),
    "text": gettext_noop("认不出文字的编码。请另存为 UTF-8 编码的文本后再上传。"),
}
ALLOWED = gettext_noop(
    "PDF、Word、Excel、PowerPoint、文本（TXT、MD、CSV）、图片（PNG、JPEG、WebP）、视频（MP4、WebM）、音频（MP3、M4A）"
)


class UploadError(Exception):
    """The file is not taken; `render` says why and what to do."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.code, self.params = code, params
        super().__init__(self.render())

    def render(self, translate: Callable[[str], str] = str) -> str:
        told = {name: translate(value) if isinstance(value, str) else value for name, value in self.params.items()}
        return translate(SENTENCES[self.code]) % told
