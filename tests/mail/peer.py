"""A real mail server on loopback that can be told how to behave."""

from __future__ import annotations

import email
import socket
from asyncio import WriteTransport
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Mailbox:
    """`says` maps a command (rcpt, data, end) to the answer given instead of 250; the answer `drop` closes the line."""

    def __init__(self) -> None:
        self.says: dict[str, str] = {}
        self.letters: list[EmailMessage] = []
        self.addresses: list[str] = []

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        envelope.mail_from = address
        return self.says.get("mail", "250 OK")

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if "rcpt" not in self.says:
            envelope.rcpt_tos.append(address)
        return self._answer(server, "rcpt")

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self._answer(server, "end")
        if answer.startswith("250"):
            message = email.message_from_bytes(envelope.content, policy=default)
            assert isinstance(message, EmailMessage)
            self.letters.append(message)
            self.addresses += envelope.rcpt_tos
        return answer

    def _answer(self, server: Any, command: str) -> str:
        answer = self.says.get(command, "250 OK")
        if answer == "drop":
            server.transport.abort()
        return answer


class _Reluctant(SMTP):
    """Refuses the word DATA itself where told to."""

    async def smtp_DATA(self, arg: str) -> None:
        answer = self.event_handler.says.get("data")
        if answer == "drop":
            assert isinstance(self.transport, WriteTransport)
            self.transport.abort()
        elif answer:
            await self.push(answer)
        else:
            await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self) -> SMTP:
        return _Reluctant(self.handler, **self.SMTP_kwargs)


@contextmanager
def mail_server(**options: Any) -> Iterator[tuple[Mailbox, int]]:
    """The mailbox, and the port it listens on."""
    mailbox = Mailbox()
    controller = _Controller(mailbox, hostname="127.0.0.1", port=0, **options)
    with _free_port(controller):
        yield mailbox, controller.port


@contextmanager
def _free_port(controller: Controller) -> Iterator[None]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        controller.port = probe.getsockname()[1]
    controller.start()
    try:
        yield
    finally:
        controller.stop()
