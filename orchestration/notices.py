"""A failed morning tells somebody: to the webhook, where one is set."""

import json
import logging
import urllib.error
import urllib.request

from orchestration.settings import read_webhook

TIMEOUT_SECONDS = 10


def tell_of_failure(job: str, run_id: str, reasons: list[str]) -> None:
    """Post why a run failed to CARTOGRAPH_WEBHOOK_URL as JSON, where it is set.

    Where nobody takes it, the log says so and no more: the run has failed for a reason of its own.
    """
    url = read_webhook()
    if url is None:
        return
    message = {"job": job, "run_id": run_id, "status": "failed", "reasons": reasons}
    request = urllib.request.Request(
        url, data=json.dumps(message).encode(), headers={"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS):
            pass
    except (urllib.error.URLError, TimeoutError) as error:
        logging.getLogger(__name__).error("The webhook did not take the message: %s", error)
