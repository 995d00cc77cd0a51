"""Logs: one line an event on standard error, each with the number of the request it belongs to."""

import re
from collections.abc import Callable, MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

# Whoever reads the log must not be able to set somebody's password by a link that still works.
TOKEN = re.compile(r"(/invitation/)[^/\s]+")


def without_tokens(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A processor: the secret part of an invitation's address is left out of every line."""
    event["event"] = TOKEN.sub(r"\1…", str(event.get("event", "")))
    return event


def logging_config(level: str, as_json: bool) -> dict[str, Any]:
    """A dictConfig for both our own events and those of libraries; JSON for machines, plain text for a terminal."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        without_tokens,
        structlog.processors.format_exc_info,
    ]
    last = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        # Django brings handlers of its own; ours is enough.
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": [], "level": level, "propagate": True},
            "django.request": {"level": "ERROR"},  # what is below an error our error pages log themselves
        },
    }


class LogContext:
    """Every log line of a request carries its reference, the same that the error page shows and asks to quote."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reference = getattr(request, "reference", "")  # given by ErrorPages, which stands before this
        with structlog.contextvars.bound_contextvars(request=reference):
            response = self.get_response(request)
        response["X-Request-ID"] = reference
        return response
