"""The addresses of the probes, below `/ht/`."""

from django.urls import path

from common.health.views import AllView, ReadyView, live

app_name = "health"
urlpatterns = [
    path("", AllView.as_view(), name="all"),
    path("live/", live, name="live"),
    path("ready/", ReadyView.as_view(), name="ready"),
]
