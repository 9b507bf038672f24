"""Nothing personal and no secret is logged, messages are signed, and a receiver proves who it is."""

import json
import logging
import os
import subprocess
import sys

import pytest
import stamina.instrumentation
from plans import NOON, write_plan
from quick_deliveries import QUICK, SHORT, send
from receivers import FAULTS, KEY, SECRET, receive

from ingest.home import open_home
from orchestration.outbound.client import Client, NoAnswer
from orchestration.outbound.delivery.deliver import deliver
from orchestration.outbound.delivery.errors import DeliveryError
from orchestration.outbound.delivery.posting import Pace
from orchestration.outbound.delivery.preview import preview
from orchestration.outbound.delivery.signature import sign
from orchestration.settings import Receiver, SettingsError, read_receiver

PRIVATE = ("person-", "20250301-", "item-", "coupon", "token-in-path", SECRET, SECRET[6:], repr(KEY), "whsec_")


@pytest.fixture
def home(tmp_path):
    return open_home(tmp_path / "home")


def set_receiver(monkeypatch, url, secret, audiences=""):
    for name, value in {"URL": url, "SECRET": secret, "AUDIENCES": audiences}.items():
        monkeypatch.setenv(f"CARTOGRAPH_RECEIVER_{name}", value)


def test_a_message_is_signed_as_the_standard_does_it(monkeypatch):
    """The example that the reference libraries of Standard Webhooks test with."""
    set_receiver(monkeypatch, "https://crm.example/", f"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw {SECRET}")
    headers = sign(read_receiver().keys, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert headers["webhook-id"] == "msg_p5jXN8AQM9LWM0D4loKWxJek"
    assert headers["webhook-timestamp"] == "1614265330"
    first, second = headers["webhook-signature"].split(" ")
    assert first == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert second.startswith("v1,")
    assert second != first


@pytest.fixture
def logging_retries():
    """stamina logs each retry, as it does by default where it finds no structlog."""
    stamina.instrumentation.set_on_retry_hooks([stamina.instrumentation.LoggingOnRetryHook])
    yield
    stamina.instrumentation.set_on_retry_hooks(None)


@pytest.mark.usefixtures("logging_retries")
def test_nothing_personal_and_no_secret_is_logged_whatever_happens(home, caplog, capfd):
    """Not by us, not by the HTTP library, not by the one that retries, not on the screen; the receiver repeats rows."""
    caplog.set_level(logging.DEBUG)
    ids = write_plan(home, 12)
    said = []
    with receive([*FAULTS, "none", "answers 422"], rejects={ids[0]}) as server:
        receiver = Receiver(server.url, (KEY,))
        said += [repr(receiver), *preview(home, receiver, NOON)]
        counts = send(home, server, SHORT, log=said.append)
    assert counts == {"accepted": 7, "rejected": 1, "refused": 4}
    with receive(["answers 401"]) as server:
        write_plan(home, 3, NOON.date())
        with pytest.raises(DeliveryError) as stopped:
            send(home, server, log=said.append)
    out, err = capfd.readouterr()
    words = "\n".join(
        [caplog.text, out, err, str(stopped.value), *said, *(str(vars(record)) for record in caplog.records)]
    )
    assert caplog.text.count("stamina.retry_scheduled") >= len(FAULTS)
    assert "Batch 1 of the plan as of 2025-03-01" in words
    # What would be sent is named by kind in the dry run.
    words = words.replace("to send: cart_left by email", "").replace("to send: welcome by email", "")
    assert [text for text in PRIVATE if text in words] == []


def test_the_outbox_is_the_owners_alone_and_holds_no_row(home):
    write_plan(home, 3)
    with receive() as server:
        send(home, server)
    assert home.outbox.stat().st_mode & 0o777 == 0o600
    assert b"person-" not in home.outbox.read_bytes()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 that no authority has signed, with its key."""
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
    command += f" -addext subjectAltName=IP:127.0.0.1 -keyout {path} -out {path.with_suffix('.crt')}"
    subprocess.run(command.split(), check=True, capture_output=True)
    path.write_text(path.read_text() + path.with_suffix(".crt").read_text())
    return path


def test_a_receiver_that_cannot_prove_who_it_is_gets_nothing(home, certificate, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    write_plan(home, 1)
    pace = Pace(attempts=2, first_wait=0.01, jitter=0)
    with receive(certificate=certificate) as server:
        receiver = Receiver(server.url, (KEY,))
        with pytest.raises(DeliveryError, match="CERTIFICATE_VERIFY_FAILED"):
            deliver(home, receiver, print, pace, lambda: NOON)
        with pytest.raises(NoAnswer, match="CERTIFICATE_VERIFY_FAILED"), Client(server.url, 5) as client:
            client.post(b"{}")
        assert not server.requests
        # The same receiver, once its authority is trusted.
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.with_suffix(".crt")))
        assert deliver(home, receiver, print, QUICK, lambda: NOON)["accepted"] == 1


def test_delivery_is_off_until_it_is_configured(monkeypatch):
    set_receiver(monkeypatch, "", "")
    assert read_receiver() is None
    set_receiver(monkeypatch, "https://crm.example/hooks?k=x", f"{SECRET} {SECRET}", "lost, win_back,lost")
    receiver = read_receiver()
    assert (receiver.host, receiver.keys, receiver.audiences) == ("crm.example", (KEY, KEY), ("lost", "win_back"))
    sound = (
        "https://Crm.Example:8443/x",
        "https://xn--bcher-kva.example/",
        "https://a_b.internal./",
        "https://[fe80::1]/",
    )
    for url in (*sound, "http://127.0.0.1:8000/", "http://localhost/x", "http://[::1]:8000/"):
        set_receiver(monkeypatch, url, SECRET)
        assert read_receiver().url == url


@pytest.mark.parametrize(
    ("url", "secret", "audiences"),
    [
        ("https://crm.example/", "", ""),
        ("", SECRET, ""),
        ("http://crm.example/hidden", SECRET, ""),
        ("http://127.0.0.1.crm.example/hidden", SECRET, ""),
        ("https://me:hidden@crm.example/", SECRET, ""),
        ("https://crm.example:99999/hidden", SECRET, ""),
        ("https://[crm/hidden", SECRET, ""),
        ("https:///hidden", SECRET, ""),
        ("https://crm.example/hidden hidden", SECRET, ""),
        ("https://crm.example/hidden\x01", SECRET, ""),
        ("https://hidden..example/", SECRET, ""),
        ("https://☃hidden.example/", SECRET, ""),
        ("https://-hidden.example/", SECRET, ""),
        (f"https://{'hidden' * 11}.example/", SECRET, ""),
        ("https://ex%41hidden.example/", SECRET, ""),
        ("ftp://crm.example/hidden", SECRET, ""),
        ("https://crm.example/", "hidden", ""),
        ("https://crm.example/", SECRET[:-1] + "!", ""),
        ("https://crm.example/", SECRET[6:], ""),
        ("https://crm.example/", "whsec_aGlkZGVu", ""),
        ("https://crm.example/", SECRET, "../.."),
    ],
)
def test_a_wrong_receiver_is_named_and_its_secrets_are_not(monkeypatch, url, secret, audiences):
    set_receiver(monkeypatch, url, secret, audiences)
    with pytest.raises(SettingsError, match="CARTOGRAPH_RECEIVER_") as error:
        read_receiver()
    assert "hidden" not in str(error.value)
    assert SECRET not in str(error.value)


def run_command(home, *arguments, **variables):
    return subprocess.run(
        [sys.executable, "-m", "orchestration.commands.deliver", *arguments],
        env=os.environ | {"CARTOGRAPH_HOME": str(home.path)} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_sends_only_when_it_is_confirmed(home):
    done = run_command(home, "--confirm")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("Delivery is off: set CARTOGRAPH_RECEIVER_URL")
    write_plan(home, 2, NOON.date().replace(year=2999))
    with receive(["500"]) as server:
        variables = {"CARTOGRAPH_RECEIVER_URL": server.url, "CARTOGRAPH_RECEIVER_SECRET": SECRET}
        dry = run_command(home, **variables)
        assert dry.stdout.endswith("Nothing was sent: this was a dry run. `make deliver CONFIRM=1` sends.\n"), dry
        assert not server.requests
        done = run_command(home, "--confirm", **variables)
        assert done.returncode == 0, done
        assert done.stdout.endswith("2 accepted, 0 rejected, 0 expired, 0 refused.\n")
        assert len(server.requests) == 2
    assert "stamina" not in done.stdout + done.stderr
    assert SECRET not in json.dumps([dry.stdout, dry.stderr, done.stdout, done.stderr])
