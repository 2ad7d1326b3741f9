"""Settings of one cell. Everything that differs by installation comes from the environment; nothing else does."""

import base64
import hashlib
import os
from pathlib import Path

from csp.constants import NONE, SELF
from psycopg.conninfo import conninfo_to_dict

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("SHANZHI_DATA_DIR") or BASE_DIR / ".shanzhi")

MODE = os.environ.get("SHANZHI_MODE", "demo")
if MODE not in {"demo", "production", "test"}:
    raise SystemExit(f"SHANZHI_MODE 只能是 demo、production 或 test，现在是 {MODE}")
PRODUCTION = MODE == "production"
DEBUG = False


def _secret() -> str:
    """The signing secret: from the environment; outside production a fixed one, so that a restart keeps sessions."""
    given = os.environ.get("SHANZHI_SECRET_KEY", "")
    if not given and PRODUCTION:
        raise SystemExit("正式运行要在环境变量 SHANZHI_SECRET_KEY 里给出密钥")
    return given or "demo-only-" + hashlib.sha256(b"shanzhi demo").hexdigest()


SECRET_KEY = _secret()
for _name in ("SHANZHI_KEYS", "SHANZHI_INDEX_KEY"):
    if PRODUCTION and not os.environ.get(_name):
        raise SystemExit(f"正式运行要在环境变量 {_name} 里给出密钥，丢了它加密的姓名和电话就读不出来了")
#: Key ring of encrypted fields: "id:base64 of 32 bytes", newest first. Old ids stay as long as rows use them.
SHANZHI_KEYS = os.environ.get("SHANZHI_KEYS", "").split() or [
    "1:" + base64.b64encode(hashlib.sha256(f"field:{SECRET_KEY}".encode()).digest()).decode(),
]
#: Blind indexes have a key of their own, which does not rotate with the ring.
SHANZHI_INDEX_KEY = (
    os.environ.get("SHANZHI_INDEX_KEY", "") or hashlib.sha256(f"index:{SECRET_KEY}".encode()).hexdigest()
)
SHANZHI_CIPHER = os.environ.get("SHANZHI_CIPHER", "aes")  # aes | sm4
#: The code of the area that this cell is rooted at.
SHANZHI_ROOT = os.environ.get("SHANZHI_ROOT", "421202000000")
#: The community whose page a visitor sees who has not chosen one; empty: the whole county.
SHANZHI_COMMUNITY = os.environ.get("SHANZHI_COMMUNITY", "" if PRODUCTION else "421202001010")
SHANZHI_SMS = os.environ.get("SHANZHI_SMS") or "console"
if PRODUCTION and SHANZHI_SMS == "console":
    # The console sender would mark every message as sent while nobody could ever log in.
    raise SystemExit("正式运行要在环境变量 SHANZHI_SMS 里给出发短信的类的路径，console 一条也发不出去")
SHANZHI_TILES = os.environ.get("SHANZHI_TILES", "")

ALLOWED_HOSTS = os.environ.get("SHANZHI_HOSTS", "127.0.0.1 localhost [::1] testserver").split()
CSRF_TRUSTED_ORIGINS = os.environ.get("SHANZHI_ORIGINS", "").split()

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "shanzhi.portals.staff_login",  # before allauth: its templates win
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "csp",
    "shanzhi.kernel",
    "shanzhi.engines.territory",
    "shanzhi.engines.org",
    "shanzhi.engines.casework",
    "shanzhi.engines.exchange",
    "shanzhi.domains.appeals",
    "shanzhi.portals.resident",
    "shanzhi.portals.desk",
    "shanzhi.portals.admin",
    "shanzhi.portals.centre",
    "shanzhi.portals.api",
    "shanzhi",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "shanzhi.portals.staff_login.guard.middleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "shanzhi.kernel.web.middleware.actor",
    "shanzhi.kernel.web.middleware.refusals",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "shanzhi.urls"
WSGI_APPLICATION = "shanzhi.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "shanzhi.kernel.web.context.shell",
            ],
        },
    },
]

FORM_RENDERER = "shanzhi.kernel.web.widgets.Renderer"

SCHEMA = os.environ.get("SHANZHI_SCHEMA", "shanzhi")


def _database(url: str) -> dict[str, object]:
    """Django's description of one connection; `search_path` is the cell, then its queue."""
    parts = conninfo_to_dict(url)
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    settings: dict[str, object] = {known[k]: v for k, v in parts.items() if k in known}
    extra = {k: v for k, v in parts.items() if k not in known}
    extra["options"] = f"-c search_path={SCHEMA},{SCHEMA}_q -c timezone=UTC"
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": False,
        "OPTIONS": extra,
        **settings,
    }


_APP_URL = os.environ.get("SHANZHI_DATABASE_URL", "")
_OWNER_URL = os.environ.get("SHANZHI_OWNER_DATABASE_URL", "") or _APP_URL
#: The owner migrates, the app role serves. Commands that change the schema set SHANZHI_AS_OWNER.
DATABASES = {"default": _database(_OWNER_URL if os.environ.get("SHANZHI_AS_OWNER") else _APP_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PGTRIGGER_SCHEMA = None

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "kernel_cache",
        # Login lock-outs live here: a small table would forget them under load.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    },
}

AUTH_USER_MODEL = "org.Account"
#: From a session to its Actor, in one query.
SHANZHI_ACTOR = "shanzhi.engines.org.public.actor_of_session"
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = MODE == "test"

# A phone photo of 12 megapixels is about 6 MB; nine of them and the words of a report must fit.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
# More than a report takes: the page keeps the words and the first nine, and says so. Beyond this it is a bare 400.
DATA_UPLOAD_MAX_NUMBER_FILES = 40
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and os.environ.get("SHANZHI_TLS", "proxy") != "off"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *([SHANZHI_TILES.split("/{")[0]] if SHANZHI_TILES else [])],
        "media-src": [SELF, "blob:"],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
    },
}

#: Jobs of a package live in its jobs.py.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

from shanzhi.settings_login import *  # noqa: E402, F403
from shanzhi.settings_login import LOGIN_ORIGINS, LOGIN_PROVIDERS  # noqa: E402

INSTALLED_APPS += LOGIN_PROVIDERS
CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"] += LOGIN_ORIGINS
