"""The two ways out for a letter: a mail server, or, where none is set, a file in the data folder."""

from __future__ import annotations

import contextlib
import os
import re
import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol

from app.mail.models import LetterState
from app.settings import Settings

SECONDS = 15
"""How long one answer of the mail server may take."""


class NotHandedOver(Exception):
    """The letter did not leave, for certain; a later try may succeed. `is_server` tells that no letter would have left."""

    def __init__(self, problem: str, *, is_server: bool) -> None:
        super().__init__(problem)
        self.is_server = is_server


class Refused(Exception):
    """The letter did not leave, and no later try will change that."""


class Unclear(Exception):
    """The letter was being handed over when the line broke: nobody can tell whether it arrived."""


class Transport(Protocol):
    ends_as: LetterState

    def send(self, message: EmailMessage, *, sender: str, address: str) -> None:
        """Raises `NotHandedOver`, `Refused` or `Unclear`."""

    def rest(self) -> None:
        """Nothing more to send for now: close what is open."""


class FileTransport:
    """Keeps each letter as an `.eml` file that any mail program opens."""

    ends_as = LetterState.FILED

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage, *, sender: str, address: str) -> None:
        name = re.sub(r"[^A-Za-z0-9.-]", "_", message["Message-ID"].strip("<>").partition("@")[0])
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = self._folder / f".{name}.part"
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(message.as_bytes())
            part.replace(self._folder / f"{name}.eml")
        except OSError as error:
            raise NotHandedOver(str(error), is_server=True) from error

    def rest(self) -> None:
        pass


class SmtpTransport:
    """One connection, kept while letters follow one another."""

    ends_as = LetterState.SENT

    def __init__(self, settings: Settings, *, seconds: float = SECONDS, context: ssl.SSLContext | None = None) -> None:
        self._settings = settings
        self._seconds = seconds
        self._context = context or ssl.create_default_context()
        self._open: smtplib.SMTP | None = None

    def send(self, message: EmailMessage, *, sender: str, address: str) -> None:
        is_plain = address.isascii() and sender.isascii()
        content = message.as_bytes(policy=SMTP.clone(cte_type="7bit", utf8=not is_plain))
        server = self._connect()
        try:
            if not is_plain and not server.has_extn("smtputf8"):
                raise Refused("the mail server takes no addresses beyond ASCII")
            self._ask(server, *server.mail(sender, [] if is_plain else ["SMTPUTF8", "BODY=8BITMIME"]), is_server=True)
            self._ask(server, *server.rcpt(address), is_server=False)
            self._ask(server, *server.docmd("DATA"), is_server=False)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise NotHandedOver(_words(error), is_server=True) from error
        self._hand_over(server, content)

    def _hand_over(self, server: smtplib.SMTP, content: bytes) -> None:
        """From here on a broken line leaves open whether the letter arrived; an answer, even a refusal, does not."""
        try:
            server.send(re.sub(rb"(?m)^\.", b"..", content).rstrip(b"\r\n") + b"\r\n.\r\n")
            code, reply = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise Unclear(f"the connection broke while the letter was handed over: {_words(error)}") from error
        self._ask(server, code, reply, is_server=False)

    def _ask(self, server: smtplib.SMTP, code: int, reply: bytes, *, is_server: bool) -> None:
        """Takes a positive answer, raises for any other. `is_server`: a refusal here concerns every letter, so it may pass."""
        if 200 <= code < 400:
            return
        words = f"{code} {reply.decode('utf-8', 'replace')}"
        if code in (421, -1):
            self._drop()
            raise NotHandedOver(words, is_server=True)
        with contextlib.suppress(OSError, smtplib.SMTPException):
            server.rset()
        if code >= 500 and not is_server:
            raise Refused(words)
        raise NotHandedOver(words, is_server=is_server)

    def _connect(self) -> smtplib.SMTP:
        if self._open is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                if self._open.noop()[0] == 250:
                    return self._open
            self._drop()
        try:
            self._open = self._greet()
        except (OSError, smtplib.SMTPException) as error:
            raise NotHandedOver(_words(error), is_server=True) from error
        return self._open

    def _greet(self) -> smtplib.SMTP:
        chosen = self._settings
        server: smtplib.SMTP
        if chosen.smtp_security == "tls":
            server = smtplib.SMTP_SSL(chosen.smtp_host, chosen.smtp_port, timeout=self._seconds, context=self._context)
        else:
            server = smtplib.SMTP(chosen.smtp_host, chosen.smtp_port, timeout=self._seconds)
        try:
            if chosen.smtp_security == "starttls":
                server.starttls(context=self._context)
            server.ehlo_or_helo_if_needed()
            if chosen.smtp_user:
                server.login(chosen.smtp_user, chosen.smtp_password)
        except BaseException:
            server.close()
            raise
        return server

    def rest(self) -> None:
        if self._open is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._open.quit()
        self._drop()

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None


def transport_for(settings: Settings) -> Transport:
    return SmtpTransport(settings) if settings.smtp_host else FileTransport(settings.data / "mail")


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
