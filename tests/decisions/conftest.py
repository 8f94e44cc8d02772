import pytest

from decisions.letters import addresses


@pytest.fixture(autouse=True)
def stub(monkeypatch):
    monkeypatch.setattr(addresses, "reverse", lambda name, args=(): "/" + "/".join([name, *map(str, args)]) + "/")
