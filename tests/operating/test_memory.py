from __future__ import annotations

import subprocess
import sys

from app.settings import Settings

PROGRAM = """
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from app.accounts.passwords import hash_password
from app.operating.memory import share_one_arena

share_one_arena()
all_there = Barrier(16)


def sign_in(_):
    all_there.wait()
    return hash_password("calm orchard seventeen bridges", memory_kib=MEMORY)


with ThreadPoolExecutor(16) as pool:
    list(pool.map(sign_in, range(16)))
print(re.search(r"Anonymous: +([0-9]+)", Path("/proc/self/smaps_rollup").read_text())[1])
"""


def test_a_wave_of_sign_ins_leaves_no_hash_behind_in_each_thread() -> None:
    """Sixteen hashes take 300 MB where each thread keeps what it had."""
    memory = Settings.model_fields["password_memory_kib"].default
    program = PROGRAM.replace("MEMORY", str(memory))
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(answer.stdout) / 1024 < 100 + 5 * memory / 1024
