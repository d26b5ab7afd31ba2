"""What the demo's groups wrote, and what their trainer said to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from django.utils import timezone

from accounts.models import User
from exercises import grading, submitting, working
from exercises.models import Exercise, Group, Worksheet
from sessions.models import Cohort

EXERCISE = "eight-stages"
PRODUCTS = (
    "建材市场批发户的经营贷",
    "社区餐饮店的随借随还",
    "汽修配件户的信用贷",
    "烟酒店的收单贷",
    "家纺网店的流水贷",
    "果蔬批发户的旺季贷",
)
# stage: (chance to sell, risk to control, what is done about it), two ways of saying each
STAGES = {
    "marketing": (
        ("开户送收款码，顺便问清旺季在哪个月", "听介绍人一面之词", "同一市场再问两家邻居"),
        ("请老客户带一位同行来喝茶", "中介包装的假商户", "当天到店看货、看人、看水电单"),
    ),
    "application": (
        ("收材料时聊出货款账期，推荐结算账户", "营业执照与实际经营不符", "现场拍门头，与执照地址对照"),
        ("问一句家人名下还有什么需求", "多头申请", "征信查询次数超过三次就问原因"),
    ),
    "visit": (
        ("看到堆着的货，谈旺季备货额度", "借别人的货充数", "抽三样货对进货单"),
        ("老板娘管账，请她装手机银行", "账实不符", "用进货、销售、库存三头倒算"),
    ),
    "analysis": (
        ("测算后主动给出两种还款方式让客户选", "只看流水不看利润", "按最近三个月毛利算还款能力"),
        ("把空余额度做成循环用", "隐性负债", "问供货商赊欠，再看微信账单"),
    ),
    "approval": (
        ("批复当天打电话，说明为什么批这么多", "人情批贷", "双人审批，理由写进系统"),
        ("未批的客户给出补强建议，三个月后回访", "条件没落实就通过", "批复条件逐条打勾"),
    ),
    "payout": (
        ("放款时把收单和代发一起办好", "资金流向不明", "受托支付到供货商"),
        ("教会客户自己提款还款", "冒名提款", "本人到场并录下确认"),
    ),
    "aftercare": (
        ("第一次回访带上同行的行情", "生意下滑没人知道", "放款后三十天到店数一次货"),
        ("旺季前一个月主动问要不要提额", "挪用到别处", "收单流水掉三成就上门"),
    ),
    "collection": (
        ("帮客户算清账，给出分期方案留住人", "拖过了保全时间", "逾期第三天见面，第十天定方案"),
        ("困难户转介同市场的活", "家人朋友帮着转移财产", "先登记财产线索，再谈展期"),
    ),
}
CONCLUSIONS = {
    "wasted": ("放款那天：客户最高兴，我们却只让他签字。", "批复之后：一通电话就能换来一个转介绍。"),
    "missed": ("贷后第一个月：大家都以为刚放款不会出事。", "现场调查：货是真的，却不是他的。"),
    "monday": ("客户经理小组每周一列出放款满三十天的名单，逐户到店。", "批复短信改成电话，由支行行长抽听。"),
}
COMMENTS = (
    "机会写得具体，风险的动作还可以再落到单据。",
    "“账实倒算”抓得准。汇报时请举一个真实的数。",
    "八个环节很均衡，下周一的动作可以马上做。",
)


def _answers(number: int) -> Iterator[tuple[str, str]]:
    """Address and text of what group `number` fills in."""
    yield "product", PRODUCTS[(number - 1) % len(PRODUCTS)]
    for index, (stage, ways) in enumerate(STAGES.items()):
        chance, risk, action = ways[(number + index) % len(ways)]
        yield f"stages.{stage}.chance", chance
        yield f"stages.{stage}.risk", risk
        yield f"stages.{stage}.action", action
    for key, sentences in CONCLUSIONS.items():
        yield key, sentences[number % len(sentences)]


def _worksheet(cohort: Cohort, group: Group, at: dt.datetime, *, most: int | None = None) -> tuple[Worksheet, User]:
    """Let the group's first members fill in its sheet, at most `most` fields of it."""
    exercise = Exercise.objects.get(course=cohort.course, slug=EXERCISE)
    people = [member.enrolment.user for member in group.members.select_related("enrolment__user")]
    worksheet = working.own_worksheet(exercise=exercise, cohort=cohort, user=people[0])
    if worksheet is None:
        raise LookupError(f"group {group.number} has nobody in it")
    for index, (address, text) in enumerate(list(_answers(group.number))[:most]):
        working.save_answer(
            worksheet=worksheet,
            address=address,
            raw=text,
            revision=0,
            by=people[index % len(people)],
            now=at + dt.timedelta(seconds=20 * index),
        )
    return worksheet, people[0]


def begin(cohort: Cohort) -> None:
    """Two groups have begun; the others find an empty sheet."""
    for group in cohort.groups.order_by("number")[:2]:
        _worksheet(cohort, group, timezone.now() - dt.timedelta(minutes=10), most=6 * group.number)


def finish(cohort: Cohort, trainer: User, *, before: dt.datetime) -> None:
    """All groups have handed in; the marks are out."""
    exercise = Exercise.objects.get(course=cohort.course, slug=EXERCISE)
    for group in cohort.groups.order_by("number"):
        worksheet, speaker = _worksheet(cohort, group, before - dt.timedelta(hours=6))
        submission = submitting.submit(worksheet=worksheet, by=speaker, now=before - dt.timedelta(hours=5))
        grading.grade(
            submission=submission,
            mark=Decimal(82 + group.number * 2),
            comment=COMMENTS[group.number % len(COMMENTS)],
            by=trainer,
            now=before - dt.timedelta(hours=1),
        )
    grading.release(exercise=exercise, cohort=cohort, now=before)
