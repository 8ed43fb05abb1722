"""The stack of `make run` and `make test`: servers from PyPI wheels and a supervisor.

Nothing here knows Django except `prepare`, and nothing in the applications knows this.
"""
