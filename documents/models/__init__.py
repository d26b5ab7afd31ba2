from documents.models.certificates import Certificate, CertificateCounter, CertificateEvent
from documents.models.designs import CertificateDesign, DesignChoice, DesignPicture, DesignVersion
from documents.models.jobs import Job
from documents.models.rules import CertificateRule, CertificateRuling

__all__ = [
    "Certificate",
    "CertificateCounter",
    "CertificateDesign",
    "CertificateEvent",
    "CertificateRule",
    "CertificateRuling",
    "DesignChoice",
    "DesignPicture",
    "DesignVersion",
    "Job",
]
