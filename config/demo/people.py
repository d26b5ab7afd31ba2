"""Who is in the demo. All of them are invented; nobody's number or address is real."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.demo import DEMO_PASSWORD
from accounts.models import Organisation, User

BANK = "青禾银行（演示）"
BRANCHES = ("城东支行", "城西支行", "滨河支行", "高新支行", "古城支行", "临港支行", "开发区支行", "总行营业部")
POSTS = ("客户经理", "客户经理", "小微业务主管", "风险经理", "支行副行长", "社区客户经理", "审查岗", "支行行长")
NOW_NAMES = (
    "陈思远 李文静 王海波 赵雪梅 周子昂 吴晓彤 郑国栋 孙丽娜 钱志强 冯佳怡 蒋明哲 韩雨桐 "
    "杨振宇 朱婉清 秦浩然 许静怡 何俊杰 吕晓峰 施思敏 张弛 孔德明 曹雅文 严立新 华梦瑶 "
    "金鑫 魏晨曦 陶然 姜海燕 戚继伟 谢婷婷 邹凯 喻文博 柏青 水淼 买买提·艾力 李𠮷"
).split()
PAST_NAMES = (
    "窦建国 章敏 云飞扬 苏晴 潘石磊 葛晓东 奚慧 范文芳 彭博 郎月 鲁大海 韦丹 昌明 马骏 苗青青 凤霞 花满楼 方圆 "
    "俞敏 任重 袁野 柳絮 酆辉 鲍春来 史可 唐糖 费扬 廉洁 岑参 薛宝"
).split()


@dataclass(frozen=True)
class Staff:
    admin: User
    trainer: User
    contact: User
    bank: Organisation


def make_staff() -> Staff:
    provider = Organisation.objects.create(name="讲台培训中心", kind=Organisation.Kind.PROVIDER)
    bank = Organisation.objects.create(name=BANK)
    admin = _member("何静", "admin@demo.example", provider, is_staff=True)
    trainer = _member("周明远", "trainer@demo.example", provider)
    contact = _member("顾文", "contact@demo.example", bank)
    contact.speaks_for.add(bank)
    return Staff(admin, trainer, contact, bank)


def _member(name: str, email: str, organisation: Organisation, *, is_staff: bool = False) -> User:
    return User.objects.create(
        name=name,
        email=email,
        organisation=organisation,
        is_staff=is_staff,
        is_demo=True,
        password=make_password(DEMO_PASSWORD),
    )


def roster_text(names: list[str], first_number: int) -> str:
    """A roster as an admin would paste it: name, phone, branch, post, a person a line."""
    return "\n".join(
        f"{name}\t{_phone(first_number + i)}\t{BRANCHES[i % len(BRANCHES)]}\t{POSTS[(i * 3 + i // 8) % len(POSTS)]}"
        for i, name in enumerate(names)
    )


def _phone(number: int) -> str:
    return f"1380000{number:04d}"


def open_accounts(bank: Organisation) -> None:
    """Let the bank's demo people sign in with the demo password; one hash serves them all."""
    bank.people.update(password=make_password(DEMO_PASSWORD), is_demo=True)


def sign_ins() -> list[tuple[str, str]]:
    """Role and sign-in of one person for each role; the password is the same."""
    return [
        ("教务 admin", "admin@demo.example"),
        ("讲师 trainer", "trainer@demo.example"),
        ("学员 trainee", _phone(1)),
        ("机构联系人 contact", "contact@demo.example"),
    ]
