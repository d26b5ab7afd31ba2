"""Where media lie: the data folder, or an S3 bucket that all machines share."""

from __future__ import annotations

from typing import Any

import environ
from csp.constants import SELF
from django.core.exceptions import ImproperlyConfigured


def storage(env: environ.Env) -> dict[str, Any]:
    """Django's settings of the default storage; S3 once S3_BUCKET is set, by signed links that soon expire."""
    bucket = env.str("S3_BUCKET", default="")
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    try:
        from botocore.config import Config
        from storages.backends import s3
    except ImportError as error:
        raise ImproperlyConfigured("S3_BUCKET needs the packages of requirements/s3.txt.") from error
    # Many S3-compatible stores do not know the checksums that boto3 adds by itself.
    checksums = {"request_checksum_calculation": "when_required", "response_checksum_validation": "when_required"}
    options = {
        "bucket_name": bucket,
        "endpoint_url": env.str("S3_ENDPOINT", default="") or None,
        "region_name": env.str("S3_REGION", default="") or None,
        "access_key": env.str("S3_ACCESS_KEY", default="") or None,
        "secret_key": env.str("S3_SECRET_KEY", default="") or None,
        "default_acl": None,
        "file_overwrite": False,
        "querystring_auth": True,
        "querystring_expire": 60,
        "client_config": Config(signature_version="s3v4", s3={"addressing_style": "path"}, **checksums),
    }
    return {"BACKEND": f"{s3.__name__}.S3Storage", "OPTIONS": options}


def policy(env: environ.Env) -> dict[str, list[str]]:
    """What pages may show and fetch: our own address and, with S3, the one that signed links lead to."""
    bucket = env.str("S3_BUCKET", default="")
    elsewhere: list[str] = []
    if bucket:
        region = env.str("S3_REGION", default="")
        own = f"https://s3.{region}.amazonaws.com" if region else "https://s3.amazonaws.com"
        elsewhere = [env.str("S3_ENDPOINT", default="").rstrip("/") or own]
    return {
        "img-src": [SELF, "data:", "blob:", *elsewhere],
        "media-src": [SELF, *elsewhere],
        "connect-src": [SELF, *elsewhere],
        # pdf.js gives the fonts inside a PDF to the browser as data.
        "font-src": [SELF, "data:"],
    }
