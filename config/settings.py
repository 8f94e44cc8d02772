"""One file; the environment only. Without DATABASE_URL the program runs in trial mode on SQLite, everything under var/.

Every setting of the environment is described in .env.example. A secret may also come from a file: NAME_FILE=/path.
"""

from __future__ import annotations

import os
import secrets
import shlex
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

# ── Where it runs ────────────────────────────────────────────────────────────────────────────────────────────────────
VAR = Path(env.str("VAR", str(BASE_DIR / "var")))
TRIAL = env.bool("TRIAL", "DATABASE_URL" not in os.environ and "DATABASE_URL_FILE" not in os.environ)
DEBUG = env.bool("DEBUG", False)
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if TRIAL else [])
CSRF_TRUSTED_ORIGINS = [SITE_URL]


def trial_secret() -> str:
    """A key of the trial's own, made at the first start and kept beside its database."""
    VAR.mkdir(parents=True, exist_ok=True)
    path = VAR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


SECRET_KEY = env.str("SECRET_KEY", "") or (trial_secret() if TRIAL else "")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

if not TRIAL:
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10 or SECRET_KEY.startswith("django-insecure"):
        raise ImproperlyConfigured(
            "SECRET_KEY не задан или слишком прост: нужно не менее 50 случайных знаков (см. .env.example)."
        )
    if DEBUG:
        raise ImproperlyConfigured("DEBUG включён: в рабочей установке его включать нельзя (см. .env.example).")
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS: назовите имена сайта, «*» не годится (см. .env.example).")

# ── What it is made of ───────────────────────────────────────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "config",
    "protocols",
    "decisions",
    "clusters",
    # autodiscovered in urls.py: a command that shows no page need not import every admin
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "import_export",
    "simple_history",
]

MIDDLEWARE = [
    "config.headers.SafeHeaders",
    "config.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.limits.RoomForStaff",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "clusters.sign_in.Activity",
    "clusters.sign_in.SecondFactor",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",  # asked first: the fields of forms are there
        "DIRS": [BASE_DIR / "templates" / "jinja"],
        "OPTIONS": {"environment": "clusters.jinja.environment"},
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clusters.context_processors.menu",
            ],
        },
    },
]

# ── Database, cache, queue ───────────────────────────────────────────────────────────────────────────────────────────
DATABASES = {"default": env.db_url("DATABASE_URL", f"sqlite:///{VAR / 'reshili.sqlite3'}")}
IS_SQLITE = "sqlite" in DATABASES["default"]["ENGINE"]
if IS_SQLITE:
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
ATOMIC_REQUESTS = False
APP_ROLE = env.str("APP_ROLE", "")  # migrate grants this role of PostgreSQL its rights; empty = one role for everything

REDIS_URL = env.str("REDIS_URL", "")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "config.cache.SharedCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},  # seconds
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

QUEUE = "config.celery.app"  # loaded by whoever knocks; a command that asks for nothing starts without it
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 3600
CELERY_TIMEZONE = env.str("TIME_ZONE", "Asia/Tomsk")
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat")
if REDIS_URL:
    # A page that knocks waits seconds for a Redis that hangs, not for ever.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 300, "socket_connect_timeout": 2, "socket_timeout": 2}
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR / "broker"),
        "data_folder_out": str(VAR / "broker"),
        "control_folder": str(VAR / "broker-control"),
    }
BEAT_MINUTE = env.float("BEAT_MINUTE", 60)  # seconds that a minute of the timetable lasts: shorter in tests of failures


def every(minutes: int) -> dict[str, object]:
    """An entry expires a little before its next turn, so that a worker that slept does not find a backlog."""
    seconds = minutes * BEAT_MINUTE
    return {"schedule": seconds, "options": {"expires": seconds * 0.93}}


CELERY_BEAT_SCHEDULE = {
    "promise": {"task": "decisions.tasks.promise", **every(minutes=5)},
    "deliver": {"task": "decisions.tasks.deliver", **every(minutes=1)},
    "sweep": {"task": "decisions.tasks.sweep", **every(minutes=10)},
    "open periods": {"task": "decisions.tasks.open_periods", **every(minutes=60)},
    "seal history": {"task": "config.tasks.seal_history", **every(minutes=60)},
    "forget sessions": {"task": "config.tasks.forget_sessions", **every(minutes=60)},
}

# ── People and sign-in ───────────────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "clusters.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
SESSION_COOKIE_AGE = 14 * 24 * 3600
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "none"  # addresses are entered by staff, and an invitation proves them
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_ADAPTER = "clusters.sign_in.Adapter"
ACCOUNT_FORMS = {
    "set_password": "clusters.sign_in.NewPasswordForm",
    "change_password": "clusters.sign_in.OtherPasswordForm",
    "reset_password_from_key": "clusters.sign_in.ForgottenPasswordForm",
}
ACCOUNT_EMAIL_NOTIFICATIONS = True  # of a changed password or second factor
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
# A whole region may stand behind one address: what is slow is a single account, whoever tries it.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "50/900s/key",
    "request_login_code": "300/m/ip,3/m/key,20/h/key",
    "reset_password": "300/m/ip,3/m/key,20/h/key",
    "reset_password_from_key": "300/m/ip",
}
USERSESSIONS_TRACK_ACTIVITY = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Решили"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds: a code is typed while the next one comes, and a phone's clock errs
MFA_FORMS = {"authenticate": "clusters.sign_in.CodeForm", "reauthenticate": "clusters.sign_in.CodeAgainForm"}
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", False)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_USERNAME_CALLABLE = "clusters.sign_in.username_of"
AXES_CLIENT_IP_CALLABLE = "clusters.sign_in.address_of"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"
AXES_ENABLE_ADMIN = False  # a lock opens by itself, and a code from a letter lets in meanwhile
AXES_DISABLE_ACCESS_LOG = True  # addresses and browsers of those who got in are kept with their sessions, no longer
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXY_COUNT", 0)

# ── Mail ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
EMAIL_BACKEND = "decisions.outbox.OutboxBackend"  # every letter of the program is first a row
SMTP_URL = env.str(
    "SMTP_URL", ""
)  # smtp://user:password@host:25, smtp+tls://…:587, smtp+ssl://…:465; empty = trial mailbox
if not TRIAL and not SMTP_URL:
    raise ImproperlyConfigured("SMTP_URL не задан: без почты никто не получит напоминаний (см. .env.example).")
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", 10)  # seconds, for each answer of the server
LETTER_LEASE = env.int("LETTER_LEASE", 120)  # seconds, after which another worker takes over a dead one's letter
if not 0 < 5 * EMAIL_TIMEOUT < LETTER_LEASE:  # five answers a letter: decisions.outbox.sending.ROUND_TRIPS
    raise ImproperlyConfigured("LETTER_LEASE: аренда письма должна быть длиннее пяти EMAIL_TIMEOUT (см. .env.example).")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Решили <reshili@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
SMTP_CONNECTIONS = env.int("SMTP_CONNECTIONS", 1)

# ── Language and time ────────────────────────────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский")]
TIME_ZONE = env.str("TIME_ZONE", "Asia/Tomsk")
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "locale"]

# ── Files ────────────────────────────────────────────────────────────────────────────────────────────────────────────
STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", str(VAR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.str("FILES", str(VAR / "files"))
MEDIA_URL = ""  # files are served only by a view that checks who asks
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TRIAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
if s3_url := env.str("S3_URL", ""):
    from config import storage  # here, so that boto3 is loaded only where it is asked for

    STORAGES["default"] = {"BACKEND": storage.BACKEND, "OPTIONS": storage.options(s3_url)}
WHITENOISE_USE_FINDERS = TRIAL
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_MB", 20) * 1024 * 1024
UPLOAD_SCANNER = shlex.split(env.str("UPLOAD_SCANNER", ""))  # reads the file on its input; 0 clean, 1 infected
# What staff may send: a box for each decision and organization (24 × 1,000). Others have less: config.limits. In a form
# with files anybody may: a second of work at most.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 40_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

# ── Sheets (XLSX) that come and go in the admin ──────────────────────────────────────────────────────────────────────
IMPORT_EXPORT_ESCAPE_FORMULAE_ON_EXPORT = True
IMPORT_EXPORT_TMP_STORAGE_CLASS = "import_export.tmp_storages.CacheStorage"  # «Подтвердить» may meet another web node

# ── History ──────────────────────────────────────────────────────────────────────────────────────────────────────────
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
SIMPLE_HISTORY_REVERT_DISABLED = True

# ── Logs ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
if not TRIAL:
    LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
    LOGGING = {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
        "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stream"], "level": LOG_LEVEL},
        "loggers": {
            "django": {"handlers": [], "level": LOG_LEVEL},
            "django.request": {"level": "ERROR"},  # what was refused stands in our own line of the request
            "axes": {"level": "WARNING"},
            "celery.worker.strategy": {"level": "WARNING"},  # a line for each knock
            "celery.app.trace": {"level": "WARNING"},
        },
    }

METRICS = env.bool("METRICS", False)  # /health/metrics for Prometheus
if SENTRY_DSN := env.str("SENTRY_DSN", ""):
    from config.sentry import report_to  # here, so that the library is loaded only where it is asked for

    report_to(SENTRY_DSN)

# ── Safety ───────────────────────────────────────────────────────────────────────────────────────────────────────────
HTTPS = SITE_URL.startswith("https://")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.int("PROXY_COUNT", 0) else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": [SELF],  # a letter as it looks
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
