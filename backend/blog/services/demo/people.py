"""Who signs the demo posts."""

from author.services.seeding import Profile
from custom_user.constants import Role
from custom_user.services.demo_accounts import email_of

PEOPLE = (
    Profile(
        email="mara@demo.example",
        account=email_of(Role.EDITOR),
        name="Mara Lindqvist",
        bio=(
            "Edited magazines before she edited interfaces. Writes about publishing, "
            "deadlines and the peace that comes with a good calendar."
        ),
    ),
    Profile(
        email="jonas@demo.example",
        account=email_of(Role.AUTHOR),
        name="Jonas Weber",
        bio=(
            "Has moved eleven blogs from one system to another and kept every link. "
            "Schreibt auf Deutsch, wenn es um Umlaute geht."
        ),
    ),
    Profile(
        email="ines@demo.example",
        account=email_of(Role.CONTRIBUTOR),
        name="Inês Okafor",
        bio=(
            "Builds clients for other people's APIs and collects error messages, the "
            "good ones and the others. Learns Japanese on the train."
        ),
    ),
)
