"""An endpoint on a real socket that speaks the chat completions of the OpenAI API, with a model that we write ourselves."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from harness.domain.scenario import JudgeSettings, Secret

KEY = "obviously-fake-key-of-a-test"


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """What a model is shown: the rule, the customer's words, the mail."""

    rule: str
    asked: str
    said: str


Model = Callable[[Prompt], str]


def honest(answer: Model) -> Model:
    """Answers the two control questions as a sensible model does, and everything else by `answer`."""

    def model(prompt: Prompt) -> str:
        if prompt.rule.startswith("The mail holds the word"):
            return says("failed", prompt.said[:40])
        if prompt.rule.startswith("The mail begins with"):
            return says("passed", prompt.said[:40])
        return answer(prompt)

    return model


def says(verdict: str, quote: str) -> str:
    return json.dumps({"verdict": verdict, "quote": quote})


@dataclass(kw_only=True)
class Endpoint:
    """A running endpoint and every request it got."""

    url: str
    prompts: list[Prompt] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)

    def settings(self, **changes: Any) -> JudgeSettings:
        whole: dict[str, Any] = {"url": self.url, "model": "little-model", "key": Secret(KEY), "timeout": 30.0}
        return JudgeSettings(**{**whole, **changes})


@contextmanager
def endpoint(model: Model, *, status: int = 200, hangs: threading.Event | None = None) -> Iterator[Endpoint]:
    """Serve a model. `hangs`: no answer until this event is set."""
    running = Endpoint(url="")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            running.bodies.append(body)
            running.keys.append(self.headers.get("Authorization", ""))
            if hangs is not None:
                hangs.wait(60)
            prompt = _prompt(body["messages"][-1]["content"])
            running.prompts.append(prompt)
            content = json.dumps({"choices": [{"message": {"role": "assistant", "content": model(prompt)}}]}).encode()
            with suppress(OSError):  # whoever asked may have gone
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    running.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield running
    finally:
        if hangs is not None:
            hangs.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _prompt(text: str) -> Prompt:
    found = re.fullmatch(
        r"Rule: (?P<rule>.*?)\n\n(?P<nonce>\w+) CUSTOMER BEGINS\n(?P<asked>.*?)\n(?P=nonce) CUSTOMER ENDS\n"
        r"(?P=nonce) MAIL BEGINS\n(?P<said>.*)\n(?P=nonce) MAIL ENDS\n\nDoes the mail keep the rule\?",
        text,
        re.DOTALL,
    )
    assert found is not None, text
    return Prompt(rule=found["rule"], asked=found["asked"], said=found["said"])
