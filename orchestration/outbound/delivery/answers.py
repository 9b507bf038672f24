"""What a receiver's answer means for a batch."""

import json
import re
from dataclasses import dataclass, field

from orchestration.outbound.client import Answer

# The receiver is busy or broken: the same batch again later. So is every 5xx.
REPEATED = {408, 425, 429}
# The batch itself is wrong to the receiver. Every other 4xx, and a redirect, says that nothing of ours is taken there.
REFUSED = {400, 409, 413, 415, 422}
# What may stand before JSON: some write the mark of byte order once for each of their files.
BLANKS = "\ufeff \t\r\n"
# Not that of a log: [OK] 5 taken.
JSON_BEGINS = re.compile(r"\{|\[\s*[\[\]{\"]")
CHECK_SETTINGS = "Check CARTOGRAPH_RECEIVER_URL and CARTOGRAPH_RECEIVER_SECRET"
NOT_UNDERSTOOD = (
    "is not understood: `rejected` in its answer must be a list of objects, each with a decision_id that is a text, in"
    " one object of JSON. Mend the receiver, then run `make deliver CONFIRM=1` again"
)
PACKED = (
    "is not understood: its answer is packed (content-encoding), and we ask for one that is not. Mend the receiver or"
    " the proxy before it, then run `make deliver CONFIRM=1` again"
)


@dataclass(frozen=True)
class Verdict:
    """outcome: accepted but for the `rejected` decisions (id: why), refused, repeated (again later), or stopped.

    reason: what the receiver did; of one that stops the delivery what to do, too.
    """

    outcome: str
    reason: str
    rejected: dict[str, str] = field(default_factory=dict)


def judge(answer: Answer, decision_ids: frozenset[str]) -> Verdict:
    """Return what an answer says of a batch with these decisions.

    A 2xx accepts the batch. Its body may be JSON, whatever it calls itself, that names rows not taken:
    `{"rejected": [{"decision_id": "...", "reason": "..."}]}`. What begins like JSON and is none was cut off, unless it
    is known to be whole. A list of another kind says of no row what became of it, nor does another text that speaks of
    `rejected`, or a packed one: so nothing is noted of any.
    """
    words = f"it answered {answer.status}"
    if answer.status in REPEATED or answer.status >= 500:
        return Verdict("repeated", words)
    if answer.status in REFUSED:
        return Verdict("refused", words)
    if not 200 <= answer.status < 300:
        return Verdict("stopped", f"takes nothing from us: {words}. {CHECK_SETTINGS}")
    text, content = answer.text.strip(BLANKS), None
    if JSON_BEGINS.match(text):
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            stopped = Verdict("stopped", NOT_UNDERSTOOD)
            return stopped if answer.is_whole else Verdict("repeated", "its answer was cut off")
    if content is None and text and answer.is_packed:
        return Verdict("stopped", PACKED)
    if not isinstance(content, dict):
        return Verdict("stopped", NOT_UNDERSTOOD) if "rejected" in text else Verdict("accepted", words)
    rows = content.get("rejected", [])
    if not isinstance(rows, list) or not all(_names_a_decision(row) for row in rows):
        return Verdict("stopped", NOT_UNDERSTOOD)
    # A repeated answer may name what was erased since.
    named = {row["decision_id"]: row for row in rows if row["decision_id"] in decision_ids}
    reasons = {name: str(row.get("reason") or "no reason given") for name, row in named.items()}
    return Verdict("accepted", words, reasons)


def _names_a_decision(row: object) -> bool:
    return isinstance(row, dict) and isinstance(row.get("decision_id"), str)
