"""What can go wrong with accounts; codes begin with USR."""

from custom_user.exceptions.accounts import (
    ExportNotFoundError,
    ExportNotReadyError,
    LastSuperuserError,
    PhoneTakenError,
    ReceiptNotFoundError,
    UsernameTakenError,
)
from custom_user.exceptions.api_keys import (
    ApiKeyExpiredError,
    ApiKeyLimitError,
    ApiKeyNotFoundError,
    ApiKeyRefusedError,
    RotationRunningError,
    TierRefusedError,
)
from custom_user.exceptions.credentials import (
    AccountDisabledError,
    AddressUnverifiedError,
    CodeInvalidError,
    CredentialsInvalidError,
    PasswordRefusedError,
    TooManyGuessesError,
)
from custom_user.exceptions.factors import (
    FactorExistsError,
    FactorMissingError,
    FactorNotFoundError,
    PasskeyLimitError,
    PasskeyRefusedError,
)
from custom_user.exceptions.links import ChallengeInvalidError, LinkInvalidError
from custom_user.exceptions.providers import (
    ConnectionTakenError,
    LastWayInError,
    ProviderNotFoundError,
    SocialLoginFailedError,
)
from custom_user.exceptions.sessions import (
    ConfirmationMissingError,
    SessionEndedError,
    SessionNotFoundError,
    TokenMissingError,
)

__all__ = [
    "AccountDisabledError",
    "AddressUnverifiedError",
    "ApiKeyExpiredError",
    "ApiKeyLimitError",
    "ApiKeyNotFoundError",
    "ApiKeyRefusedError",
    "ChallengeInvalidError",
    "CodeInvalidError",
    "ConfirmationMissingError",
    "ConnectionTakenError",
    "CredentialsInvalidError",
    "ExportNotFoundError",
    "ExportNotReadyError",
    "FactorExistsError",
    "FactorMissingError",
    "FactorNotFoundError",
    "LastSuperuserError",
    "LastWayInError",
    "LinkInvalidError",
    "PasskeyLimitError",
    "PasskeyRefusedError",
    "PasswordRefusedError",
    "PhoneTakenError",
    "ProviderNotFoundError",
    "ReceiptNotFoundError",
    "RotationRunningError",
    "SessionEndedError",
    "SessionNotFoundError",
    "SocialLoginFailedError",
    "TierRefusedError",
    "TokenMissingError",
    "TooManyGuessesError",
    "UsernameTakenError",
]
