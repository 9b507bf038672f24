"""One batch is posted until it is answered; every attempt is in the outbox before it begins."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

import stamina

from orchestration.outbound.client import Client, NoAnswer
from orchestration.outbound.delivery.answers import Verdict, judge
from orchestration.outbound.delivery.outbox import Batch, Outbox
from orchestration.outbound.delivery.signature import sign


@dataclass(frozen=True)
class Pace:
    """How much at once, and how patiently; times in seconds.

    A batch is tried `attempts` times, and no more once `batch_seconds` are over. The wait between doubles from
    first_wait to longest_wait, with up to `jitter` more. A Retry-After longer than longest_pause ends the delivery.
    """

    batch_rows: int = 500
    attempts: int = 8
    attempt_seconds: float = 30
    batch_seconds: float = 900
    first_wait: float = 1
    longest_wait: float = 120
    jitter: float = 5
    longest_pause: float = 600


class Again(Exception):
    """The batch was not answered, or is wanted later: in `wait` seconds, where the receiver says so."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass(frozen=True)
class Content:
    """What is posted of a batch: the body, and the decisions in it."""

    body: bytes
    decision_ids: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Posted:
    """What was posted at last, and what the answer to it means."""

    content: Content
    verdict: Verdict


@dataclass(frozen=True)
class Poster:
    """Posts batches to a receiver, at a pace."""

    client: Client
    keys: tuple[bytes, ...]
    outbox: Outbox
    pace: Pace
    log: Callable[[str], None]

    def post(self, batch: Batch, word: Callable[[], Content | None]) -> Posted | None:
        """Post a batch until an answer settles it. Raises Again once patience is over.

        word: called before each attempt, since messages expire while a receiver makes us wait; where it says None,
        nothing is left to post, and None is returned.
        """
        for attempt in stamina.retry_context(
            on=partial(choose_wait, self.pace),
            attempts=self.pace.attempts,
            timeout=self.pace.batch_seconds,
            wait_initial=self.pace.first_wait,
            wait_max=self.pace.longest_wait,
            wait_jitter=self.pace.jitter,
        ):
            with attempt:
                content = word()
                return Posted(content, self._post_once(batch, content)) if content else None
        raise AssertionError("the last attempt returns or raises")

    def _post_once(self, batch: Batch, content: Content) -> Verdict:
        body = content.body
        number = self.outbox.begin_attempt(batch.batch_id)
        end = partial(self.outbox.end_attempt, number, batch.batch_id)
        try:
            answer = self.client.post(body, sign(self.keys, batch.batch_id, int(time.time()), body))
        except NoAnswer as error:
            end("repeated", None, str(error))
            self.log(f"{batch}: {error}.")
            raise Again(str(error)) from None
        verdict = judge(answer, content.decision_ids)
        if verdict.outcome == "repeated":
            wait = answer.retry_after
            wait_until = None if wait is None else datetime.now(UTC) + timedelta(seconds=wait)
            end("repeated", answer.status, answer.text, wait_until)
            self.log(f"{batch}: {verdict.reason}.")
            raise Again(verdict.reason, wait)
        end(verdict.outcome, answer.status, answer.text, rejected=verdict.rejected)
        return verdict


def choose_wait(pace: Pace, error: Exception) -> bool | float:
    """Return for stamina how long to wait after an error: as long as was asked, True for its own waits, False to give
    up."""
    if not isinstance(error, Again):
        return False
    if error.wait is None:
        return True
    # Many who were told the same moment should not come at it together.
    return error.wait + random.uniform(0, pace.jitter) if error.wait <= pace.longest_pause else False
