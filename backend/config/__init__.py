"""The composition root: the only package that sees everything."""

from config.celery import celery_app

__all__ = ["celery_app"]
