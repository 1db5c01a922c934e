"""What reading a zip that somebody sent can raise, whatever is wrong inside it."""

from __future__ import annotations

import lzma
import zipfile
import zlib

DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError)
"""`RuntimeError`: a part that is encrypted, or packed in a way that Python does not know (`NotImplementedError`); `OSError`: also
bzip2 that is broken."""
