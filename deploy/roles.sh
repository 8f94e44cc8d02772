#!/bin/sh
# Runs once, when PostgreSQL makes its data folder. `owner` migrates; `app` reads and writes rows and owns nothing.
# What `app` may do with history (add and read, nothing else) is granted by `manage.py migrate`, table by table.
# A table that somebody has locked costs a page five seconds: eight threads that waited a minute would answer nobody.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner_password="$(cat /run/secrets/owner_password)" --set app_password="$(cat /run/secrets/app_password)" <<'SQL'
CREATE ROLE owner LOGIN CREATEDB PASSWORD :'owner_password';
CREATE ROLE app LOGIN PASSWORD :'app_password';
ALTER ROLE app SET statement_timeout = '60s';
ALTER ROLE app SET lock_timeout = '5s';
ALTER ROLE app SET idle_in_transaction_session_timeout = '60s';
CREATE DATABASE reshili OWNER owner;
\connect reshili
REVOKE ALL ON DATABASE reshili FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE reshili TO app;
GRANT USAGE ON SCHEMA public TO app;
GRANT ALL ON SCHEMA public TO owner;
SQL
