"""The Celery app: settings with the prefix CELERY_, tasks from each app's `tasks`."""

from celery import Celery

celery_app = Celery("config")
celery_app.config_from_object("django.conf:settings", namespace="CELERY")
celery_app.autodiscover_tasks()
