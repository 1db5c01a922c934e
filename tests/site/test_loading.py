"""What weighs much is loaded when somebody needs it: each process that serves or works would carry it otherwise."""

from __future__ import annotations

import subprocess
import sys

LATE = {"typst", "webauthn", "xlsxwriter", "onelogin", "authlib", "prometheus_client", "alembic"}


def test_a_process_that_starts_carries_none_of_them() -> None:
    program = "import sys, app; print(' '.join(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in answer.stdout.split()}
    assert "flask" in loaded
    assert not LATE & loaded
