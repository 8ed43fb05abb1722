"""Staging: production's settings; only the environment's values differ."""

from config.settings.prod import *
