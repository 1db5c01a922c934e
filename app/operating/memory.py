"""What the C library is told about memory where it is glibc; another one has no such functions, and is let alone."""

from __future__ import annotations

import ctypes

M_ARENA_MAX = -8
"""`malloc.h` of glibc, see mallopt(3)."""


def share_one_arena() -> None:
    """For all threads, before there are any: each would keep an arena, and in it the 19 MB that hashing a password took."""
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    if tell is not None:
        tell(M_ARENA_MAX, 1)


def give_back() -> None:
    """What was freed goes back to the system."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
