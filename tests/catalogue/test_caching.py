from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from app.catalogue.caching import Cache


def test_makes_once_and_keeps_those_used_last() -> None:
    made: list[int] = []
    cache: Cache[int] = Cache(2)

    def maker(number: int) -> Callable[[], int]:
        def make() -> int:
            made.append(number)
            return number

        return make

    for number in (1, 2, 1, 3, 1, 2):
        assert cache.get(number, maker(number)) == number
    assert made == [1, 2, 3, 2]
    assert len(cache) == 2


def test_many_threads_see_one_truth() -> None:
    cache: Cache[int] = Cache(8)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda number: cache.get(number % 16, lambda: number % 16), range(2000)))
    assert found == [number % 16 for number in range(2000)]
    assert len(cache) <= 8
