#!/bin/sh
# What `make run` does once everything is installed: migrate, publish into a new database only, load the demonstration, serve, and
# work beside it. Ending it ends both.
set -eu
port=${1:-8000}
export OPENWARD_DATA="${OPENWARD_DATA:-$PWD/var}"
openward="$PWD/.venv/bin/openward"

has() { [ -n "$(printenv "$1" || true)" ] || grep -qs "^$1=." .env; }
new_key() { .venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(32))'; }

if [ "${OPENWARD_DEMO:-0}" != 1 ]; then
    (umask 077 && touch .env)
    has OPENWARD_BASE_ADDRESS || echo "OPENWARD_BASE_ADDRESS=http://127.0.0.1:$port" >> .env
    for name in OPENWARD_SECRET_KEY OPENWARD_SEAL_KEY OPENWARD_SIGNING_KEY; do
        has "$name" && continue
        echo "$name=$(new_key)" >> .env
        echo "Wrote a new $name into .env. Keep a copy elsewhere: no backup holds it."
    done
fi

has OPENWARD_BASE_ADDRESS || export OPENWARD_BASE_ADDRESS="http://127.0.0.1:$port"

mkdir -p "$OPENWARD_DATA"
"$openward" db upgrade --quiet
if [ "${OPENWARD_DEMO:-0}" = 1 ]; then
    echo
    "$openward" demo
    echo
    echo "Openward, a demonstration: http://127.0.0.1:$port"
    echo "The post that nobody sends: http://127.0.0.1:$port/demo/post"
    echo "Its console, in another window: OPENWARD_DEMO=1 .venv/bin/openward status"
else
    "$openward" content publish --first --reason "The content that came with Openward"
    "$openward" rules load --first --reason "The rules that came with Openward"
    echo
    echo "Openward: http://127.0.0.1:$port"
    echo "Make the first administrator: .venv/bin/openward people add \"Your Name\" you@example.edu --role administrator"
fi
echo "Data: $OPENWARD_DATA. Stop with Ctrl-C."

"$openward" work &
worker=$!
"$openward" serve --port "$port" &
server=$!
trap 'kill $server $worker 2>/dev/null || true; wait' EXIT
trap 'exit 0' INT TERM
wait $server
