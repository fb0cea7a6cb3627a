#!/usr/bin/env bash
# Runs a command with OPENKITCHEN_POSTGRES set to the URL of a PostgreSQL that is made for it
# in a folder of its own and thrown away afterwards:
#     bash scripts/with_postgres.sh .venv/bin/python -m pytest tests/store
# It listens on a socket in that folder alone, so no port is taken. Installs the Debian
# package when PostgreSQL is missing and we are root.
set -euo pipefail

if (($# == 0)); then
    echo "usage: bash scripts/with_postgres.sh COMMAND [ARGUMENT…]" >&2
    exit 2
fi

find_programs() {
    local folder
    for folder in $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) \
        /usr/local/bin /usr/bin /opt/homebrew/bin; do
        if [[ -x "$folder/initdb" && -x "$folder/pg_ctl" ]]; then
            echo "$folder"
            return
        fi
    done
}

programs="$(find_programs)"
if [[ -z "$programs" ]]; then
    if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
        echo "PostgreSQL is not installed: install it (Debian: apt-get install postgresql)." >&2
        exit 1
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null
    programs="$(find_programs)"
fi

folder="$(mktemp -d /tmp/openkitchen-pg.XXXXXX)"
as_owner=()
if ((EUID == 0)); then # the server refuses to run as root
    chown postgres "$folder"
    as_owner=(runuser -u postgres --)
fi
chmod 755 "$folder"

server() { (cd "$folder" && "${as_owner[@]}" "$programs/$1" "${@:2}"); }

stop() {
    server pg_ctl stop --pgdata "$folder/data" --mode immediate --silent >/dev/null 2>&1 || true
    rm -rf "$folder" "$folder.log"
}
trap stop EXIT
trap 'exit 130' INT TERM

server initdb --pgdata "$folder/data" --username openkitchen --auth trust --encoding UTF8 \
    --locale C --no-sync >"$folder.log" 2>&1 || { cat "$folder.log" >&2; exit 1; }
server pg_ctl start --pgdata "$folder/data" --log "$folder/data/server.log" --wait --silent \
    --options "-c listen_addresses= -c unix_socket_directories=$folder -c fsync=off" >/dev/null ||
    { cat "$folder/data/server.log" >&2; exit 1; }

export OPENKITCHEN_POSTGRES="postgresql://openkitchen:secret@/postgres?host=$folder"
"$@"
