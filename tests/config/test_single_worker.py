import pytest

from config import single_worker


def test_one_worker_holds_the_lock_until_it_lets_go(tmp_path):
    first = single_worker.hold(tmp_path)
    with pytest.raises(single_worker.WorkerRunsError, match="он уже запущен"):
        single_worker.hold(tmp_path)
    first.close()
    single_worker.hold(tmp_path).close()
