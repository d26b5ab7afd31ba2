from documents.models.certificates import Certificate, CertificateCounter, CertificateEvent
from documents.models.jobs import Job

__all__ = ["Certificate", "CertificateCounter", "CertificateEvent", "Job"]
