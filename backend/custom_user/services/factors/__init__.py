"""Second factors: codes of an app, passkeys, and recovery codes for a lost device."""
