"""django-helpdesk's agent: signs in to the staff pages and answers a ticket with a public comment.

It goes the way a person goes (2.6.1: `/login/`, then the form on `/tickets/7/`), because only that way sends the mail a
customer gets: a follow-up made through django-helpdesk's REST API is stored and mailed to nobody.
"""

from __future__ import annotations

import re
import ssl
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from harness.desks.pages import PageForm, forms_of
from harness.domain.errors import CannotMeasure, SignInRefused
from harness.domain.scenario import AgentSettings, Desk

if TYPE_CHECKING:
    import httpx

TIMEOUT = 60.0
_NUMBER = re.compile(r"(\d+)$")


class DjangoHelpdeskAgent:
    """An agent of one django-helpdesk; needs an account that may answer tickets."""

    def __init__(self, settings: AgentSettings) -> None:
        self._settings = settings
        self._home = settings.url.rstrip("/") + "/"

    async def answer(self, desk: Desk, ticket: str, message: str) -> str:
        """See `ports.Agent`: answers "help-7" on the page of ticket 7."""
        import httpx

        wanted = f"Answering ticket {ticket or '(unknown)'} as {self._settings.user} of {self._home}"
        number = _NUMBER.search(ticket)
        if number is None:
            raise CannotMeasure(wanted, "no mail of the desk named a ticket number")
        try:
            async with httpx.AsyncClient(
                timeout=TIMEOUT,
                follow_redirects=True,
                verify=self._trust(),
                event_hooks={"request": [self._stay_home]},
            ) as web:
                await self._sign_in(web, wanted)
                return await self._comment(web, f"tickets/{number.group()}/", message, wanted)
        except httpx.HTTPError as error:
            reason = str(error) or type(error).__name__
            raise CannotMeasure(wanted, reason, "Is the desk running, and is `agent: url:` its address?") from error

    async def _stay_home(self, request: httpx.Request) -> None:
        """A form or a redirect that leads elsewhere must not carry the agent's password there."""
        home = urlsplit(self._home)
        if (request.url.scheme, request.url.netloc.decode()) != (home.scheme, home.netloc):
            raise CannotMeasure(
                f"Answering as {self._settings.user} of {self._home}",
                f"the desk leads to {request.url.scheme}://{request.url.netloc.decode()}, which is another site",
                "Put the address that the desk really has into `agent: url:`.",
            )

    def _trust(self) -> ssl.SSLContext | bool:
        return ssl.create_default_context(cafile=self._settings.ca_file) if self._settings.ca_file else True

    async def _sign_in(self, web: httpx.AsyncClient, wanted: str) -> None:
        page = await web.get(urljoin(self._home, "login/"))
        form = _form_with(page.text, "password", wanted, f"{page.url} answers {page.status_code} and shows no login")
        form.fields |= {"username": self._settings.user, "password": self._settings.password.reveal()}
        answered = await _send(web, str(page.url), form)
        # Signed in, Django leads away from the form; refused, it shows the form again (LoginView).
        if not answered.history:
            raise SignInRefused(
                wanted, "the desk refuses the agent's user name or password", "See `agent:` of the desk."
            )

    async def _comment(self, web: httpx.AsyncClient, path: str, message: str, wanted: str) -> str:
        page = await web.get(urljoin(self._home, path))
        form = _form_with(page.text, "comment", wanted, f"{page.url} answers {page.status_code} and shows no ticket")
        form.fields |= {"comment": message, "public": "1"}
        answered = await _send(web, str(page.url), form)
        if answered.is_error or not answered.history:
            raise CannotMeasure(wanted, f"the desk did not take the comment (HTTP {answered.status_code})")
        return f"commented on {page.url}"


def _form_with(page: str, name: str, wanted: str, got: str) -> PageForm:
    form = next((one for one in forms_of(page) if name in one.fields), None)
    if form is None:
        raise CannotMeasure(wanted, got)
    return form


async def _send(web: httpx.AsyncClient, page: str, form: PageForm) -> httpx.Response:
    """As a browser does, with a Referer: Django wants one on https (CsrfViewMiddleware)."""
    return await web.post(urljoin(page, form.action), data=form.fields, headers={"Referer": page})
