from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time
from typing import Literal


@dataclass(frozen=True, slots=True)
class Measure:
    """One number and the promise it is held to, in the same unit."""

    name: str
    value: float
    unit: str
    goal: float
    better: Literal["lower", "higher"] = "lower"

    @property
    def met(self) -> bool:
        return self.value <= self.goal if self.better == "lower" else self.value >= self.goal


def wall_ms(work: Callable[[], object], *, times: int = 5) -> float:
    """Median wall time of `work()` in milliseconds, after one warming call."""
    return _median_ms(work, perf_counter, times)


def cpu_ms(work: Callable[[], object], *, times: int = 5) -> float:
    """Median processor time of `work()` in milliseconds, after one warming call."""
    return _median_ms(work, process_time, times)


def _median_ms(work: Callable[[], object], clock: Callable[[], float], times: int) -> float:
    work()
    samples = []
    for _ in range(times):
        start = clock()
        work()
        samples.append(clock() - start)
    return median(samples) * 1000
