# Every target is one command from nothing: it makes .venv itself, and again only when a lock file changes.
PYTHON ?= python3
VENV := .venv/bin/python
SERVERS := $(VENV) -m tests.rig

.DEFAULT_GOAL := help
.PHONY: help run test test-all drill bench guide lint format lock venv venv-dev

help:
	@echo "make run       программа с демонстрационными данными: http://127.0.0.1:8000 (PORT=… — другой порт)"
	@echo "make test      тесты; нужен только Python"
	@echo "make test-all  те же тесты на PostgreSQL и Redis, браузер, отказы"
	@echo "make drill     отказы в полную силу"
	@echo "make bench     замеры скорости"
	@echo "make guide     картинки руководства, снятые с демонстрационных данных"
	@echo "make lint      проверки кода"

venv:
	@$(PYTHON) config/bootstrap.py requirements.lock

venv-dev:
	@$(PYTHON) config/bootstrap.py requirements-dev.lock

run: venv
	@exec $(VENV) manage.py run $(PORT)

test: venv-dev
	@$(VENV) -m pytest -n 2

test-all: venv-dev
	@$(SERVERS) --pairs 2 -- $(VENV) -m pytest -m "not browser and not faults" -n 2 --no-skips
	@$(SERVERS) --pairs 3 -- $(VENV) -m pytest tests/browser tests/faults -m "" -n 3 --dist loadscope --no-skips

drill: venv-dev
	@DRILL=1 $(SERVERS) -- $(VENV) -m pytest tests/faults -m "" --no-skips

bench: venv-dev
	@$(SERVERS) -- $(VENV) -m tests.bench

guide: venv-dev
	@$(VENV) -m tests.guide

# A working installation, as far as Django's deploy check looks.
WORKING = TRIAL=off SITE_URL=https://reshili.example.org ALLOWED_HOSTS=reshili.example.org PROXY_COUNT=1 \
	SMTP_URL=smtp://mail.example.org \
	SECRET_KEY=$$($(VENV) -c "import secrets; print(secrets.token_urlsafe(60))")

# What Django's engine reads; templates/jinja is Jinja2's.
PAGES := find templates -path templates/jinja -prune -o -name '*.html' -print

lint: venv-dev
	@$(VENV) -m ruff check
	@$(VENV) -m ruff format --check
	@$(VENV) -m mypy
	@$(VENV) -c "from importlinter.cli import lint_imports_command as check; check()" --no-logo
	@$(PAGES) | xargs --no-run-if-empty .venv/bin/djade --check --target-version 5.2
	@VAR=var/lint $(VENV) manage.py makemigrations --check --dry-run
	@$(WORKING) $(VENV) manage.py check --deploy --fail-level WARNING

format: venv-dev
	@$(VENV) -m ruff check --fix
	@$(VENV) -m ruff format
	@$(PAGES) | xargs --no-run-if-empty .venv/bin/djade --target-version 5.2

# After a change of pyproject.toml. Needs uv.
LOCK := uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --only-binary :all: \
	--no-emit-index-url --no-emit-find-links --no-header --extra prod

lock:
	@$(LOCK) --output-file requirements.lock
	@$(LOCK) --group test --group lint --constraint requirements.lock --output-file requirements-dev.lock
