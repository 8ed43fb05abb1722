"""The web server's settings. gunicorn reads every name of this module."""

from config.settings.components.logging import LOGGING
from config.settings.env import env

proc_name = "pressroom"
wsgi_app = "config.wsgi:application"
bind = env.str("WEB_BIND") or f"127.0.0.1:{env.int('PORT')}"

worker_class = "gthread"
workers = env.int("WEB_CONCURRENCY")
threads = env.int("WEB_THREADS")
# Workers are replaced now and then, at different times, so that no leak can grow.
max_requests = 2000
max_requests_jitter = 200

timeout = 30
# Shorter than the supervisor's patience, so that requests end before it kills us.
graceful_timeout = 20
# Longer than nginx keeps its idle connections, so that nginx is the one to hang up.
keepalive = 75

# Only a proxy on this machine may say that a request came over HTTPS.
forwarded_allow_ips = "127.0.0.1,::1"
# A local socket that takes commands is one more door; signals are enough.
control_socket_disable = True

# The same JSON lines as everything else; the formatter drops the query strings.
accesslog = "-"
logconfig_dict = LOGGING
