"""PostgreSQL, Redis, sessions and Celery: where they are, how long we wait for them."""

import environ

from config.settings.env import broker_redis_url, cache_redis_url, database_url

DATABASES = {
    "default": {
        **environ.Env.db_url_config(database_url() or "postgres://"),
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # pgbouncer in transaction mode gives each transaction another connection.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {"connect_timeout": 3, "application_name": "pressroom"},
    },
}
CACHES = {
    "default": {
        "BACKEND": "common.cache.RedisCache",
        "LOCATION": cache_redis_url(),
        "KEY_PREFIX": "pressroom",
    },
}
# How long a request waits for Redis before it does without it.
REDIS_TIMEOUT_SECONDS = 0.25
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# Read by Celery with the prefix CELERY_.
CELERY_BROKER_URL = broker_redis_url()
CELERY_REDBEAT_REDIS_URL = broker_redis_url()
CELERY_BEAT_SCHEDULER = "redbeat.RedBeatScheduler"
# When the lock of a killed beat ends, a standby takes over: not after 25 minutes.
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
CELERY_REDBEAT_LOCK_TIMEOUT = 25
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 90
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 270,
    # A broker that is down must not hold up the request that enqueues: by default it
    # would wait for six seconds, and for one that hangs for ever. Workers go on trying.
    "max_retries": 1,
    "interval_start": 0,
    "socket_connect_timeout": 1,
    # Longer than the second that a worker's blocking read takes.
    "socket_timeout": 3,
}
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "blog.publish_due": {"task": "blog.publish_due", "schedule": 30.0},
    "blog.recount_crossed_posts": {
        "task": "blog.recount_crossed_posts",
        "schedule": 30.0,
    },
    "common.forget_idempotency_records": {
        "task": "common.forget_idempotency_records",
        "schedule": 3600.0,
    },
    "common.record_beat_heartbeat": {
        "task": "common.record_beat_heartbeat",
        "schedule": 30.0,
    },
    "custom_user.erase_due_accounts": {
        "task": "custom_user.erase_due_accounts",
        "schedule": 3600.0,
    },
    "custom_user.prune_expired": {
        "task": "custom_user.prune_expired",
        "schedule": 3600.0,
    },
    "custom_user.tell_former_addresses": {
        "task": "custom_user.tell_former_addresses",
        "schedule": 300.0,
    },
}
