from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import MemberRequest
from accounts.refusals import Refusal
from documents import certificates as verbs
from documents import rulings
from documents.candidates import dry_run
from documents.certificate_words import in_words
from documents.forms import CorrectionForm, RuleForm, RulingForm
from documents.models import Certificate, CertificateEvent, CertificateRule, CertificateRuling
from documents.views.certificates import order_sheets
from sessions.models import Cohort, Enrolment


@require_http_methods(["GET", "POST"])
def rule(request: MemberRequest, code: str) -> HttpResponse:
    """What this cohort's certificate asks for."""
    cohort = get_object_or_404(Cohort.objects.managed_by(request.user), code=code)
    settings = CertificateRule.objects.filter(cohort=cohort).first() or CertificateRule(cohort=cohort)
    minutes = sum(session.minutes for session in cohort.sessions.all())
    form = RuleForm(request.POST or None, instance=settings, course_minutes=minutes)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("结业要求已保存，下面是按新要求的结果。"))
        return redirect("documents:certificates", code)
    return render(request, "documents/certificate_rule.html", {"cohort": cohort, "form": form})


@require_POST
def approve_all(request: MemberRequest, code: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.managed_by(request.user), code=code)
    count = rulings.approve_all(cohort=cohort, by=request.user, now=timezone.now())
    text = ngettext("已批准 %(count)s 人。", "已批准 %(count)s 人。", count)
    messages.success(request, text % {"count": count})
    return redirect("documents:certificates", code)


@require_GET
def trainee(request: MemberRequest, pk: int) -> HttpResponse:
    """One trainee's certificates, the decisions made on them, and what can be done."""
    enrolments = Enrolment.objects.filter(cohort__in=Cohort.objects.overseen_by(request.user))
    return _trainee(request, get_object_or_404(enrolments.select_related("user", "cohort"), pk=pk))


@require_POST
def ruling(request: MemberRequest, pk: int) -> HttpResponse:
    enrolment = _managed(request, pk)
    form = RulingForm(request.POST)
    if not form.is_valid():
        return _trainee(request, enrolment, ruling_form=form)
    try:
        rulings.rule_on(enrolment=enrolment, **form.cleaned_data, by=request.user, now=timezone.now())
    except Refusal as refusal:
        form.add_error("reason", str(refusal))
        return _trainee(request, enrolment, ruling_form=form)
    messages.success(request, _("决定已记录。"))
    return redirect("documents:certificate_trainee", pk)


@require_POST
def correct(request: MemberRequest, pk: int) -> HttpResponse:
    held = get_object_or_404(Certificate.objects.managed_by(request.user).select_related("enrolment__cohort"), pk=pk)
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _trainee(request, held.enrolment, correction_form=form)
    try:
        new = verbs.correct(certificate=held, **form.cleaned_data, by=request.user, now=timezone.now())
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _trainee(request, held.enrolment, correction_form=form)
    order_sheets(request, held.enrolment.cohort)
    text = _("已重新颁发为 %(number)s，正在生成文件；原证书查验时显示“已被替换”。")
    messages.success(request, text % {"number": new.number})
    return redirect("documents:certificate_trainee", held.enrolment_id)


def _managed(request: MemberRequest, pk: int) -> Enrolment:
    enrolments = Enrolment.objects.filter(cohort__in=Cohort.objects.managed_by(request.user))
    return get_object_or_404(enrolments.select_related("user", "cohort"), pk=pk)


def _trainee(
    request: MemberRequest,
    enrolment: Enrolment,
    *,
    ruling_form: RulingForm | None = None,
    correction_form: CorrectionForm | None = None,
) -> HttpResponse:
    run = dry_run(enrolment.cohort)
    candidate = next((each for each in run.candidates if each.row.enrolment.pk == enrolment.pk), None)
    valid = enrolment.certificates.filter(state=Certificate.State.VALID).first()
    name = {"name": enrolment.user.name}
    refused = ruling_form is not None or correction_form is not None
    context = {
        "enrolment": enrolment,
        "cohort": enrolment.cohort,
        "candidate": candidate,
        "words": in_words(candidate.decision) if candidate else None,
        "valid": valid,
        "certificates": enrolment.certificates.select_related("successor").order_by("-pk"),
        "events": CertificateEvent.objects.filter(certificate__enrolment=enrolment).select_related("by", "certificate"),
        "rulings": CertificateRuling.objects.filter(enrolment=enrolment).select_related("by"),
        "ruling_form": ruling_form or RulingForm(initial={"kind": candidate.decision.ruling if candidate else ""}),
        "correction_form": correction_form or CorrectionForm(initial=name),
        "may_issue": Cohort.objects.managed_by(request.user).filter(pk=enrolment.cohort_id).exists(),
    }
    return render(request, "documents/certificate_trainee.html", context, status=422 if refused else 200)
