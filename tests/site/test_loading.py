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


def test_a_worker_carries_no_page() -> None:
    program = "import sys, app; app.OPENWARD.get_command(None, 'work'); print(' '.join(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = set(answer.stdout.split())
    assert "app.operating.working" in loaded
    assert not {name for name in loaded if ".views" in name or name == "app.pages"}
    assert "wtforms" not in loaded
