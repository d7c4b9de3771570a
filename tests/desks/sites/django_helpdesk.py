"""A whole django-helpdesk in one process: SQLite, its web pages, and its own mail poller in a loop.

Runs in django-helpdesk's own virtualenv, never in the project's. Told by JSON on standard input:

    {"folder": ..., "secret": ..., "imap_port": ..., "smtp_port": ..., "user": ..., "password": ..., "ca_file": ...,
     "agent_password": ..., "settings": ["no-threading", "no-reply"]}

Says one line, the address of its pages, as soon as it serves; ends with its standard input.
"""

import json
import os
import sys
import threading
import time
from pathlib import Path

TOLD = json.loads(sys.stdin.readline())
FOLDER = Path(TOLD["folder"])
POLL_SECONDS = 0.5
SUBJECTS = {
    # The default. Without the number a customer's answer finds its ticket by nothing that a mail program sends.
    True: "{{ ticket.ticket }} {{ ticket.title|safe }} %(subject)s",
    False: "{{ ticket.title|safe }} %(subject)s{# ticket.ticket #}",
}


APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "rest_framework",
    "helpdesk",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def configure() -> None:
    """Settings as a small company would have them."""
    import django
    from django.conf import settings

    os.environ["SSL_CERT_FILE"] = TOLD["ca_file"]  # Django's submission checks the server's certificate
    settings.configure(
        SECRET_KEY=TOLD["secret"],
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=APPS,
        MIDDLEWARE=MIDDLEWARE,
        TEMPLATES=TEMPLATES,
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": FOLDER / "helpdesk.sqlite3",
                "OPTIONS": {"timeout": 30, "transaction_mode": "IMMEDIATE"},
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
        SITE_ID=1,
        STATIC_URL="/static/",
        MEDIA_ROOT=FOLDER / "media",
        LOGIN_URL="/login/",
        EMAIL_HOST="localhost",
        EMAIL_PORT=TOLD["smtp_port"],
        EMAIL_HOST_USER=TOLD["user"],
        EMAIL_HOST_PASSWORD=TOLD["password"],
        EMAIL_USE_TLS=True,
        DEFAULT_FROM_EMAIL="No Reply <noreply@helpdesk.test>",
        HELPDESK_TEAMS_MODE_ENABLED=False,
        HELPDESK_PUBLIC_TICKET_DUE_DATE=None,
        HELPDESK_EMAIL_SUBJECT_TEMPLATE=SUBJECTS["no-threading" not in TOLD["settings"]],
        LOGGING={
            "version": 1,
            "handlers": {"file": {"class": "logging.FileHandler", "filename": FOLDER / "helpdesk.log"}},
            "root": {"handlers": ["file"], "level": "INFO"},
        },
    )
    django.setup()


def fill() -> None:
    """Tables, the shipped mail templates, one queue that polls its mailbox, one agent."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from helpdesk.models import Queue

    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate", verbosity=0)
    Queue.objects.create(
        title="Support",
        slug="help",
        email_address=None if "no-reply" in TOLD["settings"] else TOLD["user"],
        allow_public_submission=True,
        allow_email_submission=True,
        email_box_type="imap",
        email_box_ssl=True,
        email_box_host="localhost",
        email_box_port=TOLD["imap_port"],
        email_box_user=TOLD["user"],
        email_box_pass=TOLD["password"],
        email_box_imap_folder="INBOX",
        email_box_interval=0,
        logging_type="info",
    )
    User.objects.create_superuser("agent", "agent@helpdesk.test", TOLD["agent_password"], first_name="Alma")


def poll() -> None:
    """What `manage.py get_email` does, again and again."""
    from helpdesk.email import process_email

    while True:
        process_email(quiet=False)
        time.sleep(POLL_SECONDS)


def serve() -> None:
    from django.core.wsgi import get_wsgi_application
    from waitress import create_server

    server = create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=poll, daemon=True).start()
    threading.Thread(target=server.run, daemon=True).start()
    print(f"http://127.0.0.1:{server.effective_port}", flush=True)
    sys.stdin.read()


def __getattr__(name: str) -> object:
    """The address table, made when Django asks for it: by then the settings are there."""
    if name != "urlpatterns":
        raise AttributeError(name)
    from django.contrib import admin
    from django.contrib.staticfiles.urls import staticfiles_urlpatterns
    from django.urls import include, path

    return [
        path("admin/", admin.site.urls),
        path("", include("helpdesk.urls", namespace="helpdesk")),
        *staticfiles_urlpatterns(),
    ]


if __name__ == "__main__":
    configure()
    fill()
    serve()
    os._exit(0)
