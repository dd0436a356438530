"""Settings, all from the environment; every one has a default that suits a single office computer.

PERFGOALS_DATA   folder of database, files, fonts and secret key (default: var/ beside manage.py)
DATABASE_URL     PostgreSQL instead of SQLite
PERFGOALS_DEBUG  1 for developers
PERFGOALS_HOSTS  comma-separated host names the site answers to (default: this machine's own names)
PERFGOALS_TLS    1 when a proxy in front speaks https
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF

from perfgoals.accounts.enums import roles_named
from perfgoals.common.database import database_settings
from perfgoals.common.environment import whole_number
from perfgoals.common.file_store import file_storage
from perfgoals.common.hosts import local_names
from perfgoals.common.secret_key import load_secret_key
from perfgoals.common.single_sign_on import header_setting, oidc_settings

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("PERFGOALS_DATA") or BASE_DIR / "var").resolve()

DEBUG = os.environ.get("PERFGOALS_DEBUG") == "1"
TLS = os.environ.get("PERFGOALS_TLS") == "1"
SECRET_KEY = load_secret_key(DATA_DIR)
# Seals the audit chain. It stays the same for ever: with another one, every row reads as forged.
AUDIT_KEY = load_secret_key(DATA_DIR, "audit_key")
ANCHOR_DIR = Path(os.environ.get("PERFGOALS_ANCHORS") or DATA_DIR / "anchors")
ALLOWED_HOSTS = [
    h.strip() for h in os.environ.get("PERFGOALS_HOSTS", "").split(",") if h.strip()
] or local_names()

INSTALLED_APPS = [
    "perfgoals.admin.RoleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "axes",
    "csp",
    "perfgoals.common",
    "perfgoals.accounts",
    "perfgoals.audit",
    "perfgoals.jobs",
    "perfgoals.serving",
    "perfgoals.backup",
    "projects",
    "notices",
    "filings",
    "indicators",
    "monitoring",
    "departments",
    "evaluation",
    "publication",
    "api",
]

MIDDLEWARE = [
    "perfgoals.common.middleware.HeadMiddleware",
    "perfgoals.audit.middleware.OriginMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "perfgoals.common.middleware.PrivatePagesMiddleware",
    "perfgoals.common.middleware.BodyLengthMiddleware",
    "perfgoals.accounts.middleware.SteadySessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "perfgoals.accounts.middleware.HeaderLoginMiddleware",
    "perfgoals.audit.middleware.RefusedAccessMiddleware",
    "perfgoals.accounts.middleware.LoginMiddleware",
    "perfgoals.accounts.middleware.IdleSessionMiddleware",
    "perfgoals.accounts.middleware.FirstPasswordMiddleware",
    "perfgoals.accounts.middleware.AuthenticatorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    # Last, so that it sees the answer of the login view first.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "perfgoals.urls"
WSGI_APPLICATION = "perfgoals.wsgi.application"

FORM_RENDERER = "perfgoals.common.form_renderer.FormRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "projects.context.frame",
                "overview.menu.menu",
                "overview.bell.bell",
                "perfgoals.common.context.site",
            ],
        },
    },
]

# --- database -------------------------------------------------------------------------------------

DATABASES = {"default": database_settings(os.environ.get("DATABASE_URL"), DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- accounts -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "perfgoals.accounts.backends.RoleBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
PASSWORD_MIN_LENGTH = whole_number("PERFGOALS_PASSWORD_MIN_LENGTH", 12, least=8)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
     "OPTIONS": {"user_attributes": ("username", "full_name")}},
    {"NAME": "perfgoals.accounts.validators.PasswordLengthValidator",
     "OPTIONS": {"min_length": PASSWORD_MIN_LENGTH}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]  # fmt: skip

# Who must add a code from a phone to the password; anybody else may. "off": nobody is asked.
TOTP_ROLES = roles_named(os.environ.get("PERFGOALS_TOTP", ""))

# Five wrong passwords close the account for half an hour. After many from one address only people who have
# logged in from there lately may still try: a whole office may share it.
AXES_FAILURE_LIMIT = 5
ADDRESS_FAILURE_LIMIT = 30
ADDRESS_KNOWN_DAYS = 30
AXES_COOLOFF_TIME = 0.5
# The name alone decides; the pair is there because django-axes' own check wants an address named.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "username"]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "perfgoals.accounts.views.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code"]
# How many proxies of ours stand in front, each adding to X-Forwarded-For (nginx: proxy_add_x_forwarded_for).
TRUSTED_PROXIES = whole_number("PERFGOALS_PROXIES", 0)
AXES_CLIENT_IP_CALLABLE = "perfgoals.audit.origin.client_address"
# From where they come: what gunicorn believes too, see perfgoals/serving/gunicorn_conf.py.
PROXY_ADDRESSES = {
    address.strip() for address in os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1").split(",")
}

# Single sign-on, docs/operations/security.md; accounts and roles stay this site's.
SSO_HEADER = header_setting(os.environ, proxies=TRUSTED_PROXIES)
OIDC_OP_ISSUER = ""
globals().update(oidc_settings(os.environ))
SSO_NAME = os.environ.get("PERFGOALS_SSO_NAME", "统一认证")
if SSO_HEADER:
    AUTHENTICATION_BACKENDS.append("perfgoals.accounts.sso.HeaderBackend")
if OIDC_OP_ISSUER:
    AUTHENTICATION_BACKENDS.append("perfgoals.accounts.sso.OIDCBackend")

SESSION_IDLE_SECONDS = whole_number("PERFGOALS_IDLE_MINUTES", 30, least=1) * 60
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "perfgoals.common.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("PERFGOALS_TRUSTED_ORIGINS", "").split(",") if o]

# --- security -------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
if TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics/"]  # asked on the machine itself, without the proxy
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

# A table of 100 indicators has some 1,200 inputs; a whole goal as text stays far below 8 MB.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
# Twice the largest file that a page takes: of one somewhat too large the page speaks itself.
UPLOAD_BODY_BYTES = 40 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- language, files ------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = os.environ.get("PERFGOALS_TIME_ZONE", "Asia/Shanghai")
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": file_storage(os.environ),
    "staticfiles": {"BACKEND": "perfgoals.common.static.HashedStaticFilesStorage"},
}
# Never served by URL; every download passes a view. Several hosts share it.
MEDIA_ROOT = Path(os.environ.get("PERFGOALS_FILES") or DATA_DIR / "files")
# Half-made files of jobs; on the disk of this machine, also where the data folder is shared.
SCRATCH_DIR = Path(os.environ.get("PERFGOALS_SCRATCH") or DATA_DIR / "scratch")
# Documents beside a table: which endings, how large (MB), how many.
ATTACHMENT_ENDINGS = tuple(
    (os.environ.get("PERFGOALS_ATTACHMENT_ENDINGS") or "pdf,docx,xlsx,ofd,doc,wps,xls,et,jpg,jpeg,png").split(
        ","
    )
)
ATTACHMENT_BYTES = whole_number("PERFGOALS_ATTACHMENT_MB", 20, least=1) * 1024 * 1024
ATTACHMENTS_PER_TABLE = whole_number("PERFGOALS_ATTACHMENTS", 20)
# Calls of one token in one minute, counted for all processes together.
API_CALLS_PER_MINUTE = whole_number("PERFGOALS_API_CALLS", 60, least=1)
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
FILE_UPLOAD_PERMISSIONS = 0o600

IMPORT_EXPORT_USE_TRANSACTIONS = True
IMPORT_EXPORT_SKIP_ADMIN_LOG = True

# --- background work ------------------------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
JOB_RESULT_DAYS = 7
# Who may read the figures of metrics/.
METRICS_FROM = {"127.0.0.1", "::1", *os.environ.get("PERFGOALS_METRICS_FROM", "").split(",")} - {""}

# --- mail -----------------------------------------------------------------------------------------

# Without a server no mail is sent; messages stand on the site all the same.
EMAIL_HOST = os.environ.get("PERFGOALS_MAIL_HOST", "")
EMAIL_PORT = whole_number("PERFGOALS_MAIL_PORT", 25, least=1)
EMAIL_HOST_USER = os.environ.get("PERFGOALS_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("PERFGOALS_MAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("PERFGOALS_MAIL_SECURITY") == "starttls"
EMAIL_USE_SSL = os.environ.get("PERFGOALS_MAIL_SECURITY") == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("PERFGOALS_MAIL_FROM", "perfgoals@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
VERSION = "0.1.0"
# How the pages of a table are drawn: "direct" or "weasyprint", the same pages; docs/adr/0005.
TABLE_DRAWER = os.environ.get("PERFGOALS_DRAWER", "direct")
SITE_NAME = os.environ.get("PERFGOALS_SITE_NAME", "预算绩效目标管理")
