"""One worker process against two: warm, forked like Celery's, at the same number of certificates."""

import multiprocessing
from multiprocessing.synchronize import Barrier
from time import perf_counter

from django.utils import translation

from documents import certificate_sheets, pdf
from tests.bench.drawing.certificates import BASE, roster

COUNT, ROUNDS = 200, 12


class Crew:
    """Warm workers that draw their share of the certificates each time they are let go."""

    def __init__(self, workers: int) -> None:
        fork, each = multiprocessing.get_context("fork"), COUNT // workers
        self.barrier = fork.Barrier(workers + 1)
        shares = [(number * each, (number + 1) * each) for number in range(workers)]
        self.children = [fork.Process(target=work, args=(share, self.barrier)) for share in shares]
        for child in self.children:
            child.start()

    def seconds(self) -> float:
        """From the common start to the end of the last."""
        self.barrier.wait()
        start = perf_counter()
        self.barrier.wait()
        return perf_counter() - start


def work(numbers: tuple[int, int], barrier: Barrier) -> None:
    pdf.warm_up()
    own = roster(COUNT)[slice(*numbers)]
    with translation.override("zh-hans"):
        certificate_sheets.draw(own, base_url=BASE)
        for _ in range(ROUNDS):
            barrier.wait()
            certificate_sheets.draw(own, base_url=BASE)
            barrier.wait()


def measured() -> dict[str, float]:
    """The quickest rounds of each, taken in turns: what else the machine does hits both alike."""
    one, two = Crew(1), Crew(2)
    rounds = [(one.seconds(), two.seconds()) for _ in range(ROUNDS)]
    for child in (*one.children, *two.children):
        child.join()
    return {"two": min(single for single, _ in rounds) / min(double for _, double in rounds)}
