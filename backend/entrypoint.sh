#!/bin/sh
# Wait for the database, migrate once when told to, then become the given command.
set -eu

if [ -n "${DB_HOSTNAME:-}" ]; then
    python - "$DB_HOSTNAME" "${DB_PORT:-5432}" <<'PYTHON'
import socket, sys, time

host, port = sys.argv[1], int(sys.argv[2])
for _ in range(60):
    try:
        socket.create_connection((host, port), timeout=1).close()
        break
    except OSError:
        time.sleep(1)
else:
    sys.exit(f"No database answers at {host}:{port} after 60 tries.")
PYTHON
fi

if [ "${MIGRATE_ON_START:-}" = 1 ]; then
    python manage.py migrate --noinput
fi

exec "$@"
