from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import include, path

from common.logging import log_event


def log_something(request: HttpRequest) -> JsonResponse:
    log_event("something_happened", {"number": 1})
    return JsonResponse({})


def log_after_login(request: HttpRequest) -> JsonResponse:
    logged_in = request.user.is_authenticated
    log_event("something_happened")
    return JsonResponse({"logged_in": logged_in})


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("on purpose")


def answer_unavailable(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=503)


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def pieces() -> Iterator[bytes]:
        for number in range(2):
            log_event("piece_made", {"number": number})
            yield b"piece"

    return StreamingHttpResponse(pieces())


urlpatterns = [
    path("ht/", include("common.health.urls")),
    path("log/", log_something),
    path("log-after-login/", log_after_login),
    path("fail/", fail),
    path("stream/", stream),
    path("unavailable/", answer_unavailable),
]
