"""HTTP to the outside: whom we talk to proves who it is, and no address is logged, since it may hold a secret.

This is the only module that knows the HTTP library.
"""

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from orchestration.settings import THIS_MACHINE

ANSWER_BYTES = 1_000_000
# However long a receiver asks us to stay away: by then there is another plan.
LONGEST_WAIT_SECONDS = 86_400.0
# Encodings of what is not packed; the last is none, but often meant for the charset.
UNPACKED = ("", "identity", "utf-8")
LOGGERS = ("httpx", "httpcore")  # The first logs whole addresses, the second headers.


@dataclass(frozen=True)
class Answer:
    """What came back.

    is_whole: whether its length was stated, or its end, and all of it came; else nobody knows whether it was cut off.
    is_packed: whether it calls itself packed: we ask for none that is, and unpack none.
    retry_after: after how many seconds to come again, where it says so.
    """

    status: int
    is_whole: bool
    is_packed: bool
    text: str
    retry_after: float | None


class NoAnswer(Exception):
    """No whole answer came: what was sent may have been taken or not. Says why, and no word of what was sent."""


class Client:
    """Posts JSON to one address. A context manager.

    seconds: how long a post may take, from its first step to the last byte of the answer. Certificates are verified;
    one of your own authority is trusted by the variable SSL_CERT_FILE. Redirects are not followed. What is for this
    machine goes through no proxy.
    """

    def __init__(self, url: str, seconds: float) -> None:
        for name in LOGGERS:
            logging.getLogger(name).setLevel(logging.WARNING)
        self._url, self._seconds = url, seconds
        # The library's own limits are for each step alone, and an answer that drips would take for ever. asyncio knows
        # a limit over all of it.
        self._runner = asyncio.Runner()
        self._client = httpx.AsyncClient(
            timeout=None,
            headers={"accept-encoding": "identity"},
            mounts={f"all://{f'[{host}]' if ':' in host else host}": None for host in THIS_MACHINE},
        )

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()

    def post(self, body: bytes, headers: dict[str, str] | None = None) -> Answer:
        """Post a body of JSON once. Raises NoAnswer."""
        try:
            return self._runner.run(self._post(body, {"content-type": "application/json"} | (headers or {})))
        except TimeoutError:
            raise NoAnswer("it did not answer in time") from None
        except httpx.ConnectError as error:
            raise NoAnswer(f"it could not be reached ({error})") from None
        except httpx.RequestError:  # Its words may repeat what was sent.
            raise NoAnswer("it broke off") from None
        except httpx.InvalidURL:  # So may these.
            raise NoAnswer("its address names no host that can be looked up") from None

    async def _post(self, body: bytes, headers: dict[str, str]) -> Answer:
        async with (
            asyncio.timeout(self._seconds),
            self._client.stream("POST", self._url, content=body, headers=headers) as response,
        ):
            text = await self._read(response)
        # Of what is shorter than it says, the library says that it broke off.
        is_whole = "content-length" in response.headers or "transfer-encoding" in response.headers
        is_packed = response.headers.get("content-encoding", "").strip().lower() not in UNPACKED
        wait = read_retry_after(response.headers.get("retry-after"))
        return Answer(response.status_code, is_whole, is_packed, text, wait)

    async def _read(self, response: httpx.Response) -> str:
        """Return a body of up to ANSWER_BYTES."""
        read = b""
        async for piece in response.aiter_raw():
            read += piece
            if len(read) > ANSWER_BYTES:
                raise NoAnswer(f"its answer is longer than {ANSWER_BYTES:,} bytes")
        return read.decode("utf-8", "replace")


def read_retry_after(text: str | None) -> float | None:
    """Return the seconds that a Retry-After header asks to wait, given as seconds or as a date; None for neither.

    At most LONGEST_WAIT_SECONDS.

    >>> read_retry_after("120"), read_retry_after("9" * 400), read_retry_after("soon")
    (120.0, 86400.0, None)
    """
    if text is None:
        return None
    if text.strip().isdecimal():
        return min(float(text), LONGEST_WAIT_SECONDS)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    except OverflowError:  # A year that no date can have.
        return LONGEST_WAIT_SECONDS
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(0.0, (moment - datetime.now(UTC)).total_seconds()), LONGEST_WAIT_SECONDS)
