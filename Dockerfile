# The one image of web, worker, beat and migrate. LibreOffice (for .doc and .rtf, and for PDF) adds about 600 MB:
#   docker compose build --build-arg LIBREOFFICE=yes

FROM python:3.11.14-slim-trixie AS build
COPY requirements.lock /
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes --only-binary :all: --disable-pip-version-check \
        -r /requirements.lock \
    && find /venv -name __pycache__ -prune -exec rm -rf {} +

FROM python:3.11.14-slim-trixie
ARG LIBREOFFICE=no
# pg_dump and pg_restore of the same line as the server in docker-compose.yml
RUN apt-get update \
    && apt-get install --yes --no-install-recommends postgresql-client-17 fonts-liberation \
    && if [ "$LIBREOFFICE" = yes ]; then \
        apt-get install --yes --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui; \
    fi \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --home-dir /tmp --no-create-home --shell /usr/sbin/nologin reshili \
    && install --directory --owner reshili --group reshili /srv/files /srv/backups /srv/static
COPY --from=build /venv /venv
COPY . /reshili
WORKDIR /reshili
# glibc would keep a heap for each thread and give little back
ENV MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=131072 MALLOC_MMAP_THRESHOLD_=131072 \
    PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    FILES=/srv/files STATIC_ROOT=/srv/static VAR=/tmp
RUN python -m compileall -q . /venv/lib \
    && TRIAL=off SITE_URL=https://build.invalid ALLOWED_HOSTS=build.invalid SMTP_URL=smtp://build.invalid \
        SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
        python manage.py collectstatic --no-input --verbosity 0
USER reshili
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--config", "deploy/gunicorn.conf.py", "--bind", "0.0.0.0:8000"]
