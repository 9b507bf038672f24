"""HTTP to the outside: whom we talk to proves who it is, and no address is logged, since it may hold a secret.

This is the only module that knows the HTTP library.
"""

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

ANSWER_BYTES = 1_000_000
LOGGERS = ("httpx", "httpcore")  # The first logs whole addresses, the second headers.


@dataclass(frozen=True)
class Answer:
    """What came back, whole. retry_after: after how many seconds to come again, where it says so."""

    status: int
    is_json: bool
    text: str
    retry_after: float | None


class NoAnswer(Exception):
    """No whole answer came: what was sent may have been taken or not. Says why, and no word of what was sent."""


class Client:
    """Posts JSON to one address. A context manager.

    seconds: how long the other side may take for an answer, and between two pieces of it. Certificates are verified;
    one of your own authority is trusted by the variable SSL_CERT_FILE. Redirects are not followed.
    """

    def __init__(self, url: str, seconds: float) -> None:
        for name in LOGGERS:
            logging.getLogger(name).setLevel(logging.WARNING)
        self._url, self._seconds = url, seconds
        self._client = httpx.Client(timeout=seconds, headers={"accept-encoding": "identity"})

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def post(self, body: bytes, headers: dict[str, str] | None = None) -> Answer:
        """Post a body of JSON once. Raises NoAnswer."""
        headers = {"content-type": "application/json"} | (headers or {})
        try:
            with self._client.stream("POST", self._url, content=body, headers=headers) as response:
                text = self._read(response)
        except httpx.TimeoutException:
            raise NoAnswer("it did not answer in time") from None
        except httpx.ConnectError as error:
            raise NoAnswer(f"it could not be reached ({error})") from None
        except httpx.RequestError:  # Its words may repeat what was sent.
            raise NoAnswer("it broke off") from None
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        is_json = kind == "application/json" or kind.endswith("+json")
        return Answer(response.status_code, is_json, text, read_retry_after(response.headers.get("retry-after")))

    def _read(self, response: httpx.Response) -> str:
        """Return a body that comes within the time for it, up to ANSWER_BYTES."""
        until, read = time.monotonic() + self._seconds, b""
        for piece in response.iter_raw():
            read += piece
            if time.monotonic() > until:
                raise NoAnswer("it did not answer in time")
            if len(read) > ANSWER_BYTES:
                raise NoAnswer(f"its answer is longer than {ANSWER_BYTES:,} bytes")
        return read.decode("utf-8", "replace")


def read_retry_after(text: str | None) -> float | None:
    """Return the seconds that a Retry-After header asks to wait, given as seconds or as a date; None for neither.

    >>> read_retry_after("120"), read_retry_after("soon")
    (120.0, None)
    """
    if text is None:
        return None
    if text.strip().isdecimal():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
