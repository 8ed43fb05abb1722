"""The trigger that ends sessions with what opened them."""

from __future__ import annotations

import pgtrigger


def end_sessions() -> pgtrigger.Trigger:
    """Return the trigger that ends what was opened with credentials no longer good.

    In the database, because passwords, addresses and `is_active` are changed in many
    places: API, admin, commands, SQL. Keys survive a new password, as programs do not
    know it, but not a deactivation.
    """
    return pgtrigger.Trigger(
        name="end_sessions",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("password", "email", "is_active", "session_epoch"),
        condition=pgtrigger.Q(old__password__df=pgtrigger.F("new__password"))
        | pgtrigger.Q(old__email__df=pgtrigger.F("new__email"))
        | pgtrigger.Q(old__session_epoch__df=pgtrigger.F("new__session_epoch"))
        | pgtrigger.Q(old__is_active=True, new__is_active=False),
        func="""
            DELETE FROM custom_user_authtoken WHERE user_id = NEW.id;
            IF NOT NEW.is_active THEN
                UPDATE custom_user_apikey
                SET revoked_at = statement_timestamp(),
                    updated_at = statement_timestamp()
                WHERE owner_id = NEW.id AND revoked_at IS NULL;
            END IF;
            NEW.session_epoch = OLD.session_epoch + 1;
            RETURN NEW;
        """,
    )
