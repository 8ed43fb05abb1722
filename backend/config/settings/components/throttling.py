"""How often who may do what, and how we know who it is."""

from config.settings.env import env

# By scope. Views name their throttles, and those their scope; nothing is blanket.
THROTTLE_RATES = {
    scope: env.str(f"THROTTLE_{scope.upper()}")
    for scope in (
        "anon",
        "user",
        "blog_limit",
        "blog_2_limit",
        "writes",
        "login",
        "login_account",
        "registration",
        "password_reset",
        "verification",
        "account",
    )
}
# What reading counts against and the environment leaves open.
UNSET_READ_SCOPES = [
    scope
    for scope in ("anon", "user", "blog_limit", "blog_2_limit")
    if f"THROTTLE_{scope.upper()}" not in env
]
# How many times as much an account or key of each tier may do; None means no limit.
THROTTLE_TIERS = {"standard": 1, "plus": 10, "unlimited": None}

# Proxies of ours in front of the server, each adding to X-Forwarded-For. With one too
# many, clients can choose their address; with one too few, all of them are the proxy.
NUM_PROXIES = env.int("NUM_PROXIES")
ALLAUTH_TRUSTED_PROXY_COUNT = NUM_PROXIES
