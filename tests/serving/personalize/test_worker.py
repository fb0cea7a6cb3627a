"""Jobs of one line run one after the other; each can be waited for."""

from threading import Event

from openkitchen.serving.personalize.worker import IMPORTS, OTHERS, Worker


def test_a_job_is_done_when_it_was_waited_for():
    worker, done, go = Worker(), [], Event()
    worker.start("a", IMPORTS, lambda: (go.wait(5), done.append("a")))
    worker.start("b", IMPORTS, lambda: done.append("b"))
    worker.start("c", OTHERS, lambda: done.append("c"))
    worker.wait("c")
    assert done == ["c"]
    worker.wait("a", seconds=0.01)
    go.set()
    worker.wait("a", "b", "nobody")
    assert done == ["c", "a", "b"]
    worker.close()
