"""A mail server that shows what it received: the demonstration's inbox.

SMTP on a port of its own; the page lists what came. A mail whose Message-ID is known is dropped.
Faults: ``down`` (421 at every mail), ``refuse`` (550 for the address), ``lose_answer`` (the mail is
kept, but the sender is told that it failed).
"""

import html
import time
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from werkzeug.wrappers import Request, Response

from simulators.base import Simulator, as_json

PAGE = """<!doctype html><html lang="th"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Mail</title></head>
<body><h1>Mail · จดหมาย</h1>{rows}</body></html>"""
ROW = "<article><h2>{subject}</h2><p>{to} · {language}</p><pre>{text}</pre></article>"


class Post:
    """Takes mail over SMTP and keeps it, once per Message-ID."""

    def __init__(self, app: Simulator) -> None:
        self.app = app
        self.mails: list[dict[str, str]] = []
        self.repeats = 0

    async def handle_MAIL(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Begin a mail, unless the server is ordered to be down."""
        if self.app.fault("down"):
            return "421 4.3.2 not now"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Take a recipient, unless ordered to refuse."""
        if self.app.fault("refuse"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        """Keep the mail; a repeated one is taken and dropped."""
        if slow := self.app.fault("slow_s"):
            time.sleep(float(slow))
        self.keep(envelope.content)
        return "451 4.3.0 try again" if self.app.fault("lose_answer") else "250 OK"

    def keep(self, content: bytes) -> None:
        """Keep one mail unless its Message-ID is known."""
        mail = message_from_bytes(content, policy=policy.default)
        known = {one["id"] for one in self.mails}
        if str(mail["Message-ID"]) in known:
            self.repeats += 1
            return
        body = mail.get_body(("plain",))
        self.mails.append(
            {
                "id": str(mail["Message-ID"]),
                "to": str(mail["To"]),
                "subject": str(mail["Subject"]),
                "language": str(mail["Content-Language"] or ""),
                "text": body.get_content() if body else "",
            }
        )


class _Listening(Controller):
    """Knows its own port also when any free one was wanted."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


def make_app(base_url: str, smtp_port: int | None = None, **_options: Any) -> Simulator:
    """Make the server; without ``smtp_port`` SMTP listens one port above the page's (0: any)."""
    app = Simulator("mail")
    post = Post(app)
    wanted = (urlsplit(base_url).port or 0) + 1 if smtp_port is None else smtp_port
    controller = _Listening(post, hostname="127.0.0.1", port=wanted)
    controller.start()

    @app.route("/")
    def page(_request: Request) -> Response:
        rows = [
            ROW.format(**{name: html.escape(value) for name, value in mail.items()})
            for mail in reversed(post.mails)
        ]
        return Response(PAGE.format(rows="".join(rows)), mimetype="text/html")

    @app.route("/messages", methods=("GET", "DELETE"))
    def messages(request: Request) -> Response:
        kept = {"messages": list(post.mails), "repeats": post.repeats, "smtp_port": controller.port}
        if request.method == "DELETE":
            post.mails.clear()
            post.repeats = 0
        return as_json(kept)

    return app
