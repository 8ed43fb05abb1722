"""Values that models, services and other apps share."""

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
