"""What an admin does at the desk, before and after the course."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.browser.paper import download, read_code, text_of

BRANCHES = ("城东支行", "城西支行", "滨河支行", "高新支行")
POSTS = ("客户经理", "小微业务主管", "风险经理")
FIRST_HALF = "李文静 陈思远 王海波 赵雪梅 周子昂 吴晓彤 郑国栋 孙丽娜 钱志强 冯佳怡 蒋明哲 韩雨桐"
SECOND_HALF = "杨振宇 朱婉清 秦浩然 许静怡 何俊杰 吕晓峰 施思敏 张弛 孔德明 曹雅文 买买提·艾力 李𠮷"
NAMES = f"{FIRST_HALF} {SECOND_HALF}".split()
LATE, EXCUSED = NAMES[4], NAMES[9]
QUALIFIED = [name for name in NAMES if name != EXCUSED]  # 9 of 12 hours are less than 80 %
FIRST_PHONE = 13812340001
ROSTER = "姓名\t手机号\t机构\t岗位\n" + "\n".join(
    f"{name}\t{FIRST_PHONE + i}\t{BRANCHES[i % 4]}\t{POSTS[i % 3]}" for i, name in enumerate(NAMES)
)


@dataclass(frozen=True)
class Plan:
    """The cohort that is going to be, and where its papers are put."""

    code: str
    name: str
    client: str
    room: str
    trainer: str
    folder: Path

    @property
    def start(self) -> str:
        """Tomorrow, as a course is entered before it begins."""
        return (dt.datetime.now(ZoneInfo("Asia/Shanghai")).date() + dt.timedelta(days=1)).isoformat()


def create_cohort(page: Page, plan: Plan) -> None:
    page.get_by_role("link", name="班级", exact=True).first.click()
    page.get_by_role("link", name="新建班级").first.click()
    page.get_by_label("班级编号").fill(plan.code)
    page.get_by_label("班级名称").fill(plan.name)
    page.get_by_label("客户机构").select_option(label=plan.client)
    page.get_by_label("开课日期").fill(plan.start)
    page.get_by_label("教室").select_option(label=plan.room)
    page.get_by_role("group", name="讲师", exact=True).get_by_label(plan.trainer).check()
    page.get_by_role("button", name="建班并排课表").click()
    expect(page.get_by_role("heading", name=plan.name, level=1)).to_be_visible()
    page.get_by_role("link", name="查看和调整").click()
    expect(page.locator(".figures > div", has_text="总时长").locator("dd")).to_have_text("720分钟")


def enrol(page: Page, plan: Plan) -> None:
    page.goto(f"/cohorts/{plan.code}/")
    page.get_by_role("link", name="导入学员").click()
    page.get_by_label("或者粘贴名单").fill(f"{ROSTER}\n沈无\t{FIRST_PHONE}\t\t")  # somebody else's phone
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_role("row", name="沈无")).to_contain_text("有冲突")
    page.get_by_role("link", name="换一份名单").click()
    page.get_by_label("或者粘贴名单").fill(ROSTER)
    page.get_by_role("button", name="上传并核对").click()
    page.get_by_role("button", name=f"导入 {len(NAMES)} 人").click()
    expect(page.get_by_text(f"已编入 {len(NAMES)} 位学员。")).to_be_visible()


def deal_groups(page: Page, plan: Plan) -> None:
    page.goto(f"/cohorts/{plan.code}/")
    page.get_by_role("link", name="分组").click()
    page.get_by_label("分成几组").fill("4")
    page.get_by_role("button", name="预览分组").click()
    page.get_by_role("button", name="就这样分组").click()
    expect(page.get_by_text("已分成 4 组。")).to_be_visible()


def invitation_for(page: Page, plan: Plan, name: str) -> str:
    """The address on the slip that one trainee is handed."""
    page.goto(f"/cohorts/{plan.code}/roster/")
    page.get_by_role("link", name=f"{name}的登录链接").click()
    link = page.locator(".copy-line code").inner_text()
    assert read_code(page.locator(".qr-slip")) == link
    return link


def order_register(page: Page, plan: Plan) -> Path:
    page.goto(f"/cohorts/{plan.code}/register/")
    page.get_by_role("button", name="生成 PDF").click()
    file = _finished(page, plan)
    assert _named_in(file) == NAMES
    return file


def issue_certificates(page: Page, plan: Plan) -> Path:
    page.goto(f"/documents/{plan.code}/certificates/")
    expect(page.get_by_role("row", name=EXCUSED)).to_contain_text("学时不足")
    page.get_by_role("button", name=f"颁发 {len(QUALIFIED)} 份证书").click()
    file = _finished(page, plan)
    assert _named_in(file) == QUALIFIED
    return file


def _finished(page: Page, plan: Plan) -> Path:
    """The page of a job comes to its end by itself; then the file is there."""
    expect(page.get_by_role("heading", name="已经生成")).to_be_visible(timeout=90_000)
    file = download(page, page.get_by_role("link", name="下载", exact=True), plan.folder)
    assert file.read_bytes().startswith(b"%PDF-")
    return file


def _named_in(pdf: Path) -> list[str]:
    text = text_of(pdf)
    return [name for name in NAMES if name in text]
