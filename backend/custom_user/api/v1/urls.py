"""The account endpoints."""

from django.urls import path

from custom_user.api.v1.views import (
    api_keys,
    email_change,
    erasure,
    exports,
    factors,
    log_in,
    me,
    passkeys,
    passwords,
    registration,
    sessions,
    social,
)

app_name = "custom_user"
urlpatterns = [
    path("auth/register/", registration.RegisterView.as_view(), name="register"),
    path(
        "auth/verify-email/",
        registration.VerifyEmailView.as_view(),
        name="verify-email",
    ),
    path(
        "auth/verify-email/resend/",
        registration.VerifyEmailResendView.as_view(),
        name="verify-email-resend",
    ),
    path(
        "auth/password-reset/",
        passwords.PasswordResetView.as_view(),
        name="password-reset",
    ),
    path(
        "auth/password-reset-confirm/",
        passwords.PasswordResetConfirmView.as_view(),
        name="password-reset-confirm",
    ),
    path(
        "auth/password-change/",
        passwords.PasswordChangeView.as_view(),
        name="password-change",
    ),
    path(
        "auth/email-change/",
        email_change.EmailChangeView.as_view(),
        name="email-change",
    ),
    path("auth/login/", log_in.LoginView.as_view(), name="login"),
    path(
        "auth/login/second-factor/",
        log_in.SecondFactorView.as_view(),
        name="login-second-factor",
    ),
    path("auth/confirm/", log_in.ConfirmView.as_view(), name="confirm"),
    path("auth/token/rotate/", log_in.TokenRotateView.as_view(), name="token-rotate"),
    path("auth/logout/", log_in.LogoutView.as_view(), name="logout"),
    path("auth/logout-all/", log_in.LogoutAllView.as_view(), name="logout-all"),
    path("api-keys/", api_keys.ApiKeyListView.as_view(), name="api-key-list"),
    path(
        "api-keys/<str:key>/",
        api_keys.ApiKeyDetailView.as_view(),
        name="api-key-detail",
    ),
    path(
        "api-keys/<str:key>/rotate/",
        api_keys.ApiKeyRotateView.as_view(),
        name="api-key-rotate",
    ),
    path(
        "api-keys/<str:key>/finish-rotation/",
        api_keys.ApiKeyFinishRotationView.as_view(),
        name="api-key-finish-rotation",
    ),
    path(
        "auth/login/passkey/options/",
        passkeys.PasskeyLoginOptionsView.as_view(),
        name="login-passkey-options",
    ),
    path(
        "auth/login/passkey/",
        passkeys.PasskeyLoginView.as_view(),
        name="login-passkey",
    ),
    path("auth/social/", social.ProvidersView.as_view(), name="social-providers"),
    path(
        "auth/social/<str:provider>/",
        social.SocialLoginView.as_view(),
        name="social-login",
    ),
    path("me/factors/", factors.FactorsView.as_view(), name="me-factors"),
    path("me/factors/totp/", factors.TotpView.as_view(), name="me-factors-totp"),
    path(
        "me/factors/totp/confirm/",
        factors.TotpConfirmView.as_view(),
        name="me-factors-totp-confirm",
    ),
    path(
        "me/factors/passkeys/options/",
        passkeys.PasskeyOptionsView.as_view(),
        name="me-factors-passkey-options",
    ),
    path(
        "me/factors/passkeys/",
        passkeys.PasskeysView.as_view(),
        name="me-factors-passkeys",
    ),
    path(
        "me/factors/recovery-codes/",
        factors.RecoveryCodesView.as_view(),
        name="me-factors-recovery-codes",
    ),
    path(
        "me/factors/<str:factor>/",
        factors.FactorView.as_view(),
        name="me-factor-detail",
    ),
    path("me/social/", social.ConnectionsView.as_view(), name="me-social"),
    path(
        "me/social/<str:provider>/",
        social.ConnectionView.as_view(),
        name="me-social-detail",
    ),
    path("me/", me.MeView.as_view(), name="me"),
    path("me/notifications/", me.NotificationsView.as_view(), name="me-notifications"),
    path("me/sessions/", sessions.SessionListView.as_view(), name="me-session-list"),
    path(
        "me/sessions/<str:session>/",
        sessions.SessionView.as_view(),
        name="me-session-detail",
    ),
    path("me/exports/", exports.ExportListView.as_view(), name="me-export-list"),
    path(
        "me/exports/<str:export>/",
        exports.ExportDetailView.as_view(),
        name="me-export-detail",
    ),
    path(
        "me/exports/<str:export>/download/",
        exports.ExportDownloadView.as_view(),
        name="me-export-download",
    ),
    path(
        "auth/cancel-deletion/",
        erasure.CancelDeletionView.as_view(),
        name="cancel-deletion",
    ),
    path(
        "auth/deletion-receipts/<str:receipt>/",
        erasure.DeletionReceiptView.as_view(),
        name="deletion-receipt",
    ),
]
