"""python -m orchestration.commands.dev: the Dagster UI and its daemon on 127.0.0.1, port PORT (3000)."""

import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request

from orchestration.commands.errors import run_plainly
from orchestration.commands.setup import set_up
from orchestration.runs.load_days import is_empty
from orchestration.settings import ROOT, SettingsError

HOST = "127.0.0.1"


def main() -> int:
    port = read_port()
    check_port(port)
    home = set_up()
    print("The Dagster UI comes up in about half a minute.")
    if is_empty(home):
        print(
            f"This home is empty. Put files into {home.landing}/<source>/<table>/<YYYY-MM-DD>/ and start"
            " the job there, or end this and fill it with the sample shop: make run"
        )
    sys.stdout.flush()
    # Started in the background by a shell it ignores interrupts, and Dagster's processes after it: they would not end.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    announce_page(port)
    # Not the project's folder: Dagster would warn of the dagster.yaml there, of which the home has its copy.
    os.chdir(home.path)
    arguments = ["dev", "--workspace", str(ROOT / "workspace.yaml"), "--host", HOST, "--port", str(port)]
    # The daemon says at every look of a sensor that it looks: two lines each half minute.
    arguments += ["--log-level", "warning"]
    os.execv(sys.executable, [sys.executable, "-W", "ignore", "-m", "dagster", *arguments])


def announce_page(port: int) -> None:
    """Print the link once the page answers, from a process of its own that ends then, or with this one."""
    server = os.getpid()  # Dagster takes this process's place, and its id.
    if os.fork():
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    while os.getppid() == server:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/server_info", timeout=5):
                pass
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            page = f"http://{HOST}:{port}/locations/cartograph/jobs/daily"
            print(f"The job `daily`: {page}   (Ctrl-C ends it)", flush=True)
            break
    os._exit(0)


def read_port() -> int:
    """Return PORT, 3000 where it is unset."""
    text = os.environ.get("PORT") or "3000"
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise SettingsError(f"PORT is {text!r}, which is no port: give a number from 1 to 65535.")
    return int(text)


def check_port(port: int) -> None:
    """Raise SettingsError where the port cannot be listened on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise SettingsError(
                f"Port {port} is taken on {HOST}: end what listens there, or take another: PORT=3001 make dev"
            ) from None


if __name__ == "__main__":
    run_plainly(main)
