"""Logging in by an account at another site: Google, GitHub, Facebook, Apple."""
