"""The plan leaves the house: batches over HTTP to a receiver, each counted once whatever fails, all in the outbox.

`deliver` is the whole of it; `ledger` reads what was decided, `outbox` remembers, `batches` words what is sent,
`posting` sends a batch until it is answered, `answers` reads what the answer means, `signature` signs. `trial` posts
a test batch.
"""
