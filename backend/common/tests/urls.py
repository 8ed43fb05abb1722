from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import include, path

from common.logging import log_event


def log_something(request: HttpRequest) -> JsonResponse:
    log_event("something_happened", {"number": 1})
    return JsonResponse({})


def log_after_login(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"logged_in": request.user.is_authenticated} | _log())


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def pieces() -> Iterator[bytes]:
        for number in range(2):
            log_event("piece_made", {"number": number})
            yield b"piece"

    return StreamingHttpResponse(pieces())


def _log() -> dict[str, object]:
    log_event("something_happened")
    return {}


urlpatterns = [
    path("ht/", include("common.health.urls")),
    path("log/", log_something),
    path("log-after-login/", log_after_login),
    path("fail/", fail),
    path("stream/", stream),
]
