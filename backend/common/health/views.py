"""Live, ready and everything: the three questions a probe can ask."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from health_check.views import HealthCheckView
from typing_extensions import override

from common.health.checks import ALL_CHECKS, READY_CHECKS, NamedCheck


@never_cache
@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """Answer; whoever gets the answer knows that the process is alive."""
    return JsonResponse({"status": "ok"})


class AllView(HealthCheckView):
    """200 if every part works, else 500, as JSON or HTML.

    The library's feeds and metrics are left out: they tell strangers more than needed.
    """

    named_checks: ClassVar[tuple[tuple[str, Callable[[], None]], ...]] = ALL_CHECKS
    # Bounded, so that checks which hang can't pile up; of its own, so that a hanging
    # storage can't make the database look bad.
    executor: ClassVar[Executor] = ThreadPoolExecutor(12, "health-all")

    @override
    async def get(
        self, request: HttpRequest, *_args: Any, **_kwargs: Any
    ) -> HttpResponse:
        with self.get_executor() as executor:
            results = await asyncio.gather(
                *(check.get_result(executor) for check in self.get_checks())
            )
        status = 500 if any(result.error for result in results) else 200
        report = {
            str(result.check): str(result.error) if result.error else "OK"
            for result in results
        }
        if self._wants_html(request):
            page = render_to_string("common/health.html", {"report": report})
            return HttpResponse(page, status=status)
        return JsonResponse(report, status=status)

    @override
    def get_checks(self) -> Iterator[NamedCheck]:
        for name, probe in self.named_checks:
            yield NamedCheck(name, probe)

    @override
    def get_executor(self) -> contextlib.AbstractContextManager[Executor]:
        return contextlib.nullcontext(self.executor)

    def _wants_html(self, request: HttpRequest) -> bool:
        if requested := request.GET.get("format"):
            return requested == "html"
        preferred = request.get_preferred_type(["application/json", "text/html"])
        return preferred == "text/html"


class ReadyView(AllView):
    """200 if this process can serve readers: the database answers and is migrated.

    Without Redis it is slower, not unready.
    """

    named_checks = READY_CHECKS
    executor = ThreadPoolExecutor(4, "health-ready")
