from __future__ import annotations

import subprocess
import sys

from app.web.press import print_document
from tests.documents.papers import record, text_of


def test_it_prints() -> None:
    assert "Nothinghasbeencompletedyet." in text_of(print_document("record", record(0)))


def test_the_compiler_is_not_loaded_before_it_is_needed() -> None:
    """It weighs tens of megabytes in every serving process."""
    program = "import sys, app; print('typst' in sys.modules)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"
