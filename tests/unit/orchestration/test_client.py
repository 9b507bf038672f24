"""What the other side and the network may do to a post, and what is made of it."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Event, Thread

import pytest
from receivers import receive

from orchestration.outbound.client import LONGEST_WAIT_SECONDS, Client, NoAnswer, read_retry_after


@contextmanager
def drip(before: bytes) -> Iterator[str]:
    """Listen, and answer a byte every 50 ms after `before`; well, but only after 20 seconds."""
    stopped = Event()

    def answer(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(before)
            for _ in range(400):
                if stopped.wait(0.05):
                    return
                connection.sendall(b"x")
            connection.sendall(b"\r\ncontent-length: 0\r\n\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=answer, args=(listener,), daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        stopped.set()


@pytest.mark.parametrize("before", [b"HTTP/1.1 200 OK\r\nx: ", b"HTTP/1.1 200 ", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_an_answer_that_drips_is_none_once_the_time_for_all_of_it_is_over(before):
    with drip(before) as url, Client(url, 0.5) as client, pytest.raises(NoAnswer, match="did not answer in time"):
        client.post(b"{}")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_what_is_for_this_machine_goes_through_no_proxy(monkeypatch, host):
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with receive() as proxy, receive(["answers 204", "answers 204"]) as server:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        with Client(server.url.replace("127.0.0.1", host), 30) as client, pytest.MonkeyPatch.context() as unsigned:
            unsigned.setattr("receivers.Handler.verify", lambda *_: None)
            assert client.post(b"{}").status == 204
    assert (len(server.requests), proxy.requests) == (1, [])


@pytest.mark.parametrize("url", ["https://☃☃.example/hidden", "https://crm.example/hidden\x00"])
def test_a_host_that_cannot_be_looked_up_is_no_answer(url):
    with Client(url, 30) as client, pytest.raises(NoAnswer, match="names no host that can be looked up") as error:
        client.post(b"{}")
    assert "hidden" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        (" 120 ", 120),
        ("99999999999999", LONGEST_WAIT_SECONDS),
        ("9" * 400, LONGEST_WAIT_SECONDS),
        ("Sat, 31 Dec 9999 23:59:59 GMT", LONGEST_WAIT_SECONDS),
        ("Mon, 01 Jan 99999999999999999999 00:00:00 GMT", LONGEST_WAIT_SECONDS),
        ("Wed, 01 Jan 2020 00:00:00 GMT", 0),
        *((text, None) for text in ("-5", "1.5", "²", "soon", "", "Mon, 01 Jan 99999 00:00:00 GMT")),
    ],
)
def test_retry_after_is_read_whatever_it_says(text, seconds):
    assert read_retry_after(text) == seconds


def test_a_date_to_come_again_is_so_many_seconds_away():
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    assert 3500 < read_retry_after(in_an_hour) <= 3600
