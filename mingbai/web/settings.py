"""Settings, from the environment only; every variable starts with MINGBAI_ and is described in docs/operator.md."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from mingbai.web.logs import logging_config


def env(name: str, default: str = "") -> str:
    """The one place that reads the environment; an empty value counts as not set."""
    return os.environ.get(f"MINGBAI_{name}") or default


def env_number(name: str, default: int) -> int:
    text = env(name, str(default))
    if not text.isdecimal():
        raise ImproperlyConfigured(f"MINGBAI_{name} 应当是整数，现在是“{text}”。")
    return int(text)


def env_list(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in env(name, default).split(",") if part.strip()]


PACKAGE = Path(__file__).resolve().parent.parent
DEVELOPMENT_KEY = "insecure-development-key"

# Where and how we run; what must not be combined is refused in checks.py.
ENV = env("ENV", "development")
PRODUCTION = ENV == "production"
DEBUG = env("DEBUG") == "1"
DEMO = env("DEMO") == "1"
HTTPS = env("HTTPS", "1" if PRODUCTION else "0") == "1"
SECRET_KEY = env("SECRET_KEY", DEVELOPMENT_KEY)
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "" if PRODUCTION else "127.0.0.1,localhost,[::1]")
BASE_URL = env("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
HELP_PHONE = env("HELP_PHONE")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
DATA_DIR = Path(env("DATA_DIR", "var")).resolve()
FILES_DIR = DATA_DIR / "files"

INSTALLED_APPS = [
    "mingbai.web.operator_admin.OperatorAdmin",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "mingbai.orgs",
    "mingbai.catalog",
    "mingbai.duties",
    "mingbai.disclosure",
    "mingbai.channels",
    "mingbai.feedback",
    "mingbai.web",
]
AUTH_USER_MODEL = "orgs.User"
MIDDLEWARE = [
    "mingbai.web.middleware.ErrorPages",
    "mingbai.web.logs.LogContext",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "mingbai.web.middleware.DisplayModes",  # also chooses the language
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mingbai.web.viewers.CurrentViewer",
    "mingbai.web.first_password.FirstPassword",
    "mingbai.web.signed_out.SignedOut",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "mingbai.web.urls"
WSGI_APPLICATION = "mingbai.web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],  # before the libraries', so that ours win
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["mingbai.web.templatetags.ui"],
        },
    }
]

DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(env("DATABASE_URL", f"sqlite:///{DATA_DIR / 'mingbai.sqlite3'}"), conn_max_age=60)
}
SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if SQLITE:
    # IMMEDIATE takes the write lock when a transaction begins: two people acting at once wait, neither fails half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Files, not memory of one process: failed logins are counted over all workers of a machine.
CACHE_URL = env("CACHE_URL", f"file://{DATA_DIR / 'cache'}")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": CACHE_URL.removeprefix("file://"),
    }
    if CACHE_URL.startswith("file://")
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # Rows of lists, ready set, in each process. A row is kept under all that it shows, so none gets stale.
    "rows": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "rows",
        "OPTIONS": {"MAX_ENTRIES": 3000},
    },
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", _("英文"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# Static files and uploads; uploads have no URL of their own, views serve them after the visibility check.
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = FILES_DIR
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
READ_PICTURES = env("READ_PICTURES", "1") == "1"
GATE_RULES = env("GATE_RULES")  # a shipped version or a file; empty for the newest shipped
UPLOAD_MAX_BYTES = env_number("UPLOAD_MB", 20) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 8000  # a quarter's ledger of 400 lines, edited as one table
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_HANDLERS = [
    "mingbai.web.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Login: by name and password, one-time codes as an option, nobody signs up
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_ADAPTER = "mingbai.web.accounts.Accounts"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_FORMS = {
    "login": "mingbai.web.account_forms.Login",
    "change_password": "mingbai.web.account_forms.NewPassword",
    "reauthenticate": "mingbai.web.account_forms.PasswordAgain",
}
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,30/15m/ip"}
MFA_ADAPTER = "mingbai.web.accounts.SecondFactor"
MFA_FORMS = {
    "authenticate": "mingbai.web.account_forms.Code",
    "reauthenticate": "mingbai.web.account_forms.CodeAgain",
    "activate_totp": "mingbai.web.account_forms.FirstCode",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "明白"

# Sessions end with the browser, or after this long without a click
SESSION_COOKIE_AGE = env_number("SESSION_HOURS", 8) * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "mingbai.web.signed_out.csrf_failure"
LANGUAGE_COOKIE_SAMESITE = "Lax"

# Headers
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
if env("PROXY") == "1":  # only behind a proxy that sets both headers itself
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    MIDDLEWARE.insert(0, "mingbai.web.proxy.ClientAddress")
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # sub-domains of a county's site are not ours to force
    "security.W008",  # the proxy that holds the certificate sends http on to https
    "security.W021",  # no preload: see W005
]

LOGGING = logging_config(
    level=env("LOG_LEVEL", "INFO"), as_json=env("LOG_FORMAT", "json" if PRODUCTION else "text") == "json"
)
LOGGING_CONFIG = "logging.config.dictConfig"
FILES_DIR = DATA_DIR / "files"
