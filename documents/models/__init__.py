from documents.models.certificates import Certificate, CertificateCounter, CertificateEvent
from documents.models.jobs import Job
from documents.models.rules import CertificateRule, CertificateRuling

__all__ = ["Certificate", "CertificateCounter", "CertificateEvent", "CertificateRule", "CertificateRuling", "Job"]
