"""Where the decoy answers: at `/admin` and at everything below it."""

from django.urls import re_path

from custom_user.staff.decoy import DecoyView

app_name = "decoy"
urlpatterns = [re_path(r"^admin(?:/|$)", DecoyView.as_view(), name="login")]
