"""What other apps may want to hear of accounts."""

from __future__ import annotations

from django.dispatch import Signal

# An account is being erased: `user` is still there, and `now` is the time. Receivers
# take the person out of what they keep, inside the same transaction; one that raises
# stops the erasure.
account_erased = Signal()

# Somebody asked for all that is known of them: `user`. Receivers return a dict of their
# sections, such as `{"posts": [...]}`, of anything that Django writes as JSON.
personal_data_requested = Signal()
