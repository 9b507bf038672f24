"""The headers of Standard Webhooks: by them a receiver knows a message again, and that it is ours."""

import hmac
from base64 import b64encode


def sign(keys: tuple[bytes, ...], webhook_id: str, moment: int, body: bytes) -> dict[str, str]:
    """Return the three headers of a body that is posted at a moment (Unix seconds).

    The id stays with every repetition, the moment is that of the attempt. Signed by every key: HMAC-SHA256 over
    `<id>.<moment>.<body>`, in base64.
    """
    content = f"{webhook_id}.{moment}.".encode() + body
    signatures = [b64encode(hmac.digest(key, content, "sha256")).decode() for key in keys]
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(moment),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }
