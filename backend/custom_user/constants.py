"""Values that models, services and other apps share."""

from datetime import timedelta

from django.db.models import TextChoices


class Role(TextChoices):
    """What somebody is to the blog; each is a group of this name."""

    ADMINISTRATOR = "Administrator"
    EDITOR = "Editor"
    AUTHOR = "Author"
    CONTRIBUTOR = "Contributor"
    MODERATOR = "Moderator"
    READER = "Reader"
    SUPPORT_AGENT = "Support Agent"


class Tier(TextChoices):
    """How far the rate limits of an account or a key stretch; see `THROTTLE_TIERS`."""

    STANDARD = "standard"
    PLUS = "plus"
    UNLIMITED = "unlimited"


class Notification(TextChoices):
    """A kind of mail that an account may decline; security mail is none of them."""

    NEW_LOGIN = "new_login", "Somebody logged in on another device"
    NEW_POSTS = "new_posts", "New posts of authors I follow"
    COMMENT_REPLIES = "comment_replies", "Replies to my comments"


# A leaked credential is recognised by how it begins, here and by secret scanners.
PREFIX_OF_TOKENS = "prt_"
PREFIX_OF_API_KEYS = "prk_"

# The kinds of things an API key may be let in to, as endpoints name them.
SCOPE_KINDS = ("posts", "authors", "tags", "series", "site", "profile")
SCOPES = tuple(
    f"{kind}:{action}" for kind in ("*", *SCOPE_KINDS) for action in ("read", "write")
)

# Long enough for any passphrase, short enough that hashing it is no attack.
PASSWORD_MAX_LENGTH = 256
API_KEYS_PER_ACCOUNT = 20
API_KEY_OVERLAP = timedelta(days=1)
# Changing factors, address and keys wants a password or code not older than this.
CONFIRMATION_LIFETIME = timedelta(minutes=5)
# From the first to the second step of a log-in, and of adding a factor.
CHALLENGE_LIFETIME = timedelta(minutes=10)
EXPORT_LIFETIME = timedelta(days=7)


class MailKind(TextChoices):
    """A mail about an account; each has a subject, a text and an HTML template."""

    VERIFY_EMAIL = "verify_email"
    ACCOUNT_EXISTS = "account_exists"
    EMAIL_CHANGED = "email_changed"
    NEW_LOGIN = "new_login"
    RESET = "reset_password"
    CREDENTIALS_CHANGED = "changed_password"
    FACTORS_CHANGED = "factors_changed"
    RECOVERY_CODE_USED = "recovery_code_used"
    EXPORT_READY = "export_ready"
    DELETION_SCHEDULED = "deletion_scheduled"
    DELETION_CANCELLED = "deletion_cancelled"
