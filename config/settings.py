"""One settings file; everything that differs between machines comes from the environment.

Nothing here has an unsafe default: without `LECTERN_DEMO` a missing SECRET_KEY or ALLOWED_HOSTS stops the start,
and DEBUG is accepted only in demo mode.
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import media
from config.secret import SHORTEST_KEY, demo_secret_key, refuse_known_secrets

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Where this installation keeps what it makes: database, media, collected static files.
DATA_DIR = Path(env.str("LECTERN_DATA", default=str(BASE_DIR / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEMO = env.bool("LECTERN_DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
if DEBUG and not DEMO:
    raise ImproperlyConfigured("DEBUG shows secrets to visitors: it is allowed with LECTERN_DEMO=1 only.")

SECRET_KEY = env.str("SECRET_KEY", default="") or (demo_secret_key(DATA_DIR) if DEMO else "")
if len(SECRET_KEY) < SHORTEST_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY to a random text of at least 32 characters (or LECTERN_DEMO=1).")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEMO else [])
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to the names this site answers to, separated by commas.")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# What the QR codes on walls and certificates point to; empty: the address the request came in by.
PUBLIC_URL = env.str("PUBLIC_URL", default="").rstrip("/")

INSTALLED_APPS = [
    "config",  # its commands
    # Ours come before django.contrib: our `sessions` and `accounts` templates win over theirs.
    "accounts.apps.AccountsConfig",
    "courses.apps.CoursesConfig",
    "sessions.apps.SessionsConfig",
    "exercises.apps.ExercisesConfig",
    "documents.apps.DocumentsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.ChosenLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.navigation.navigation",
            ]
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Data -----------------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue up instead of failing: 16 writers at once lost 4–226 of 496 writes without this, none with it.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if not DEMO:
    refuse_known_secrets(SECRET_KEY, DATABASES["default"])
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
_patience = {"socket_connect_timeout": 0.5, "socket_timeout": 2}
_redis = {"BACKEND": "config.cache.RedisOrMemory", "LOCATION": REDIS_URL, "OPTIONS": _patience}
CACHES = {"default": _redis if REDIS_URL else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Media holds rosters, certificates and submissions: no URL serves it, every download is a view that checks the right.
MEDIA_ROOT = DATA_DIR / "media"
MATERIALS_ACCEL = env.str("MATERIALS_ACCEL", default="")  # where nginx finds media, "internal": /protected
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": media.storage(env),
    "staticfiles": {"BACKEND": "config.static.StaticStorage"},
}
WHITENOISE_MAX_AGE = 60 * 60 * 24
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 26_000  # the preview of a 5,000-line outline posts five fields a line

# Background work ------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL or "memory://localhost/"
# A page that orders a document never waits for an absent Redis: kombu's own patience is 6 seconds.
REDIS_OPTIONS = {
    "visibility_timeout": 3600,
    "socket_connect_timeout": 0.5,
    "max_retries": 1,
    "interval_start": 0,
    "connect_retries_timeout": 0.5,
}
CELERY_BROKER_TRANSPORT_OPTIONS = REDIS_OPTIONS if REDIS_URL else {"polling_interval": 0.05}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000  # KiB
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_ROUTES = {"documents.tasks.render": {"queue": "render"}}
CELERY_TASK_DEFAULT_QUEUE = "default"
# A worker that has not spoken for the lease counts as dead; the sweep finds it, and rings for what waits unheard.
JOB_LEASE_SECONDS = env.float("JOB_LEASE_SECONDS", default=60.0)
JOB_SWEEP_SECONDS = env.float("JOB_SWEEP_SECONDS", default=30.0)
JOB_ATTEMPTS = env.int("JOB_ATTEMPTS", default=5)
# While no worker listens, sweeps would pile up: each is forgotten when the next one is due.
_sweep = {"task": "documents.tasks.sweep", "schedule": JOB_SWEEP_SECONDS, "options": {"expires": JOB_SWEEP_SECONDS}}
CELERY_BEAT_SCHEDULE = {"sweep-jobs": _sweep}
JOB_FILES_KEPT_DAYS = env.int("JOB_FILES_KEPT_DAYS", default=30)
CELERY_TIMEZONE = "Asia/Shanghai"

# People ---------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.SignInBackend"]
# argon2id at OWASP's parameters; a whole class signs in within one minute.
PASSWORD_HASHERS = ["accounts.hashers.OwaspArgon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["name", "phone", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.demo.NotTheDemoPasswordValidator"},
]
# How long an invitation to set a first password is good; the only such links there are.
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24 * 14
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"phone", "email"}
ACCOUNT_FORMS = {"login": "accounts.forms.SignInForm"}
# Nobody signs up by themselves. allauth takes from this list that sign-in asks for a password and a phone is optional.
ACCOUNT_SIGNUP_FIELDS = ["email*", "phone", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
# One hotel address is a whole class: the limits by address are wide, the one by account stays narrow. They are counted
# in the cache: without Redis each web process counts for itself.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "200/m/ip,10/5m/key", "check_in_code": "10/5m/user"}
# Certificates one address may have verified in a minute: a class that scans its own, and nobody who guesses.
VERIFICATIONS_A_MINUTE = 120
# How many proxies of ours add to X-Forwarded-For; 0: the address of the connection itself is counted.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ACCOUNT_LOGOUT_ON_GET = False
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14

# Safety ---------------------------------------------------------------------------------------------------------------
HTTPS = env.bool("HTTPS", default=not DEMO)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=False)
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=0)
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        **media.policy(env),
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb", "interest-cohort")
}

# Language and time ----------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["config.formats"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SAMESITE = "Lax"

# smtp+tls://user:password@host:587; empty: nothing is mailed, and people are told in the app alone.
EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="lectern@localhost")

# How long before and after a session in one city a trainer cannot teach in another.
TRAVEL_HOURS = env.int("TRAVEL_HOURS", default=3)

# Name of the body that runs the training; stands on certificates and covers.
CERTIFICATE_PREFIX = env.str("CERTIFICATE_PREFIX", default="LT")
# Certificates are signed with the key of a PKCS#12 file, its passphrase in a file of its own; empty: not signed.
SIGNING_KEY_FILE = env.str("SIGNING_KEY_FILE", default="")
SIGNING_PASSPHRASE_FILE = env.str("SIGNING_PASSPHRASE_FILE", default="")
# Whether the page says that it is signed, and a click on that line shows the signature.
SIGNING_VISIBLE = env.bool("SIGNING_VISIBLE", default=False)
PROVIDER_NAME = env.str("PROVIDER_NAME", default="讲台培训中心")
SITE_NAME = _("讲台")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
