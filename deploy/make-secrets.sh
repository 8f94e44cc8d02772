#!/bin/sh
# Writes what is missing in secrets/, never over what is there. Run once beside docker-compose.yml, as root.
set -eu
umask 022  # the folder is shut; in it each container's own user must be able to read
mkdir -p secrets
chmod 700 secrets
cd secrets

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
make() { [ -s "$1" ] || printf '%s' "$2" > "$1"; }

make postgres_password "$(random)"
make owner_password "$(random)"
make app_password "$(random)"
make redis_password "$(random)"
make secret_key "$(random)$(random)"
make database_url_owner "postgres://owner:$(cat owner_password)@postgres:5432/reshili"
make database_url_app "postgres://app:$(cat app_password)@postgres:5432/reshili"
make redis_url "redis://:$(cat redis_password)@redis:6379/0"

if [ ! -s tls_certificate ]; then
    name="${1:-localhost}"
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=$name" -addext "subjectAltName=DNS:$name" \
        -keyout tls_key -out tls_certificate 2> /dev/null
    chmod 644 tls_key
    echo "secrets/tls_certificate: временный, на 30 дней для $name. Замените его и tls_key настоящими."
fi
[ -s smtp_url ] || echo "secrets/smtp_url: впишите почтовый сервер, например smtp+tls://имя:пароль@smtp.example.org:587"
