from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import MemberRequest, public_url
from accounts.refusals import Refusal
from documents import certificate_files, designs, downloads, jobs, notices, signing
from documents import certificates as verbs
from documents.candidates import dry_run
from documents.certificate_words import in_words, rule_in_words
from documents.eligibility import Verdict
from documents.models import Certificate, CertificateEvent, Job
from sessions.models import Cohort


@require_GET
def certificate_list(request: MemberRequest, code: str) -> HttpResponse:
    """Who gets a certificate, who does not and why; and those issued so far."""
    cohorts = Cohort.objects.overseen_by(request.user).select_related("course__created_by", "client")
    cohort = get_object_or_404(cohorts, code=code)
    run = dry_run(cohort)
    held = [each.certificate for each in run.candidates if each.decision.verdict == Verdict.HAS_ONE]
    hopeful = [decision for decision in run.at_best() if decision.verdict == Verdict.ISSUE]
    context = {
        "cohort": cohort,
        "run": run,
        "rule_words": rule_in_words(run.settings, run.rule),
        "rows": [(candidate, in_words(candidate.decision)) for candidate in run.candidates],
        "counts": {str(verdict): len(run.of(verdict)) for verdict in Verdict},
        "early": sum(certificate is not None and certificate.early for certificate in held),
        "hopeful": len(hopeful) if run.closes_today else 0,
        "unapproved": sum(each.decision.waits_for_approval for each in run.of(Verdict.UNMET)),
        "job": Job.objects.centre().filter(cohort=cohort, kind=Job.Kind.CERTIFICATES).first(),
        "design": designs.chosen_for(cohort),
        "signing": signing.status(),
        "may_issue": Cohort.objects.managed_by(request.user).filter(pk=cohort.pk).exists(),
    }
    return render(request, "documents/certificates.html", context)


@require_POST
def issue(request: MemberRequest, code: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.managed_by(request.user).select_related("course", "client"), code=code)
    again = {int(value) for value in request.POST.getlist("again") if value.isdecimal()}
    early = "early" in request.POST
    new = verbs.issue(cohort=cohort, by=request.user, now=timezone.now(), again=again, early=early)
    job = order_sheets(request, cohort)
    if job is None:
        messages.error(request, _("还没有学员达到结业要求，没有颁发证书。"))
        return redirect("documents:certificates", code)
    if new:
        text = ngettext("已颁发 %(count)s 份证书，正在生成文件。", "已颁发 %(count)s 份证书，正在生成文件。", len(new))
        messages.success(request, text % {"count": len(new)})
    return redirect(job)


@require_POST
def settle(request: MemberRequest, code: str) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.managed_by(request.user).select_related("course", "client"), code=code)
    try:
        outcome = verbs.settle(cohort=cohort, by=request.user, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        text = _("提前颁发的证书：确认 %(confirmed)s 份，按实际学时更正 %(corrected)s 份，撤销 %(revoked)s 份。")
        messages.success(request, text % vars(outcome))
        if outcome.corrected:
            order_sheets(request, cohort)
        else:
            tell(request, cohort)
    return redirect("documents:certificates", code)


@require_GET
def certificate_archive(request: MemberRequest, code: str) -> HttpResponseBase:
    """All valid certificates of a cohort, one file each."""
    cohort = get_object_or_404(Cohort.objects.overseen_by(request.user), code=code)
    entries, version = certificate_files.of(cohort)
    name = _("%(code)s 结业证书（每人一份）") % {"code": cohort.code} + ".zip"
    return downloads.packed(request, entries, name, version=version)


@require_GET
def certificate(request: MemberRequest, pk: int) -> FileResponse:
    issued = get_object_or_404(Certificate.objects.visible_to(request.user), pk=pk)
    return downloads.stored(request, issued.file, certificate_files.name_of(issued))


@require_GET
def mine(request: MemberRequest) -> HttpResponse:
    """One's own certificates and what became of them; what is new is marked, once."""
    own = Certificate.objects.filter(enrolment__user=request.user).select_related("enrolment__cohort", "successor")
    held = list(own.prefetch_related("events").order_by("-pk"))
    response = render(request, "documents/my_certificates.html", {"certificates": held})
    unseen = CertificateEvent.objects.filter(certificate__in=held, seen_at=None)
    unseen.update(seen_at=timezone.now())
    return response


@require_POST
def revoke(request: MemberRequest, pk: int) -> HttpResponse:
    issued = get_object_or_404(Certificate.objects.managed_by(request.user).select_related("enrolment__cohort"), pk=pk)
    try:
        verbs.revoke(certificate=issued, by=request.user, reason=request.POST.get("reason", ""), now=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        tell(request, issued.enrolment.cohort)
        messages.success(request, _("已撤销证书 %(number)s，查验时将显示“已撤销”。") % {"number": issued.number})
    return redirect("documents:certificates", issued.enrolment.cohort.code)


def order_sheets(request: MemberRequest, cohort: Cohort) -> Job | None:
    """Tell the holders, and draw what has no file yet; None when there is no valid certificate at all."""
    tell(request, cohort)
    valid = Certificate.objects.filter(enrolment__cohort=cohort, state=Certificate.State.VALID)
    last = valid.order_by("pk").last()
    if last is None:
        return None
    return jobs.order(
        kind=Job.Kind.CERTIFICATES,
        cohort=cohort,
        by=request.user,
        language=get_language() or "zh-hans",
        # The last number makes another job of a later issue while an earlier one is still being drawn.
        params={"base_url": _address(request), "last": last.number},
    )


def tell(request: MemberRequest, cohort: Cohort) -> None:
    """By e-mail, where it is set up."""
    language = get_language() or "zh-hans"
    notices.order(cohort=cohort, by=request.user, language=language, base_url=_address(request))


def _address(request: MemberRequest) -> str:
    return public_url(request, "/").rstrip("/")
