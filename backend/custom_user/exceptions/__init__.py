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
    ChallengeInvalidError,
    CodeInvalidError,
    CredentialsInvalidError,
    LinkInvalidError,
    PasswordRefusedError,
    TooManyGuessesError,
)
from custom_user.exceptions.factors import (
    ConnectionTakenError,
    FactorExistsError,
    FactorMissingError,
    FactorNotFoundError,
    LastWayInError,
    PasskeyLimitError,
    PasskeyRefusedError,
    ProviderNotFoundError,
    SocialLoginFailedError,
)
from custom_user.exceptions.sessions import (
    ConfirmationMissingError,
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
    "SessionNotFoundError",
    "SocialLoginFailedError",
    "TierRefusedError",
    "TokenMissingError",
    "TooManyGuessesError",
    "UsernameTakenError",
]
