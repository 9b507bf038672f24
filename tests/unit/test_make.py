"""What make is given reaches the commands as typed, and nothing of it is executed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOSTILE = [
    "cash$money",
    "cash$$money",
    "$(shell touch x)",
    "${shell touch x}",
    "a b",
    "a ",  # a blank in front is dropped by make itself, and by every id
    "O'Brien",
    '"x"',
    "`touch x`",
    "$(touch x)",
    "; touch x",
    "' ; touch x ; '",
    '" ; touch x ; "',
    "a\ntouch x\n",
    "#1001",
    "100%",
    "back\\slash",
    "-h",
]
STUB = f"""#!{sys.executable}
import json, os, sys
with open("called", "a") as called:
    called.write(json.dumps([sys.argv[1:], os.environ.get("PORT")]) + "\\n")
"""


@pytest.fixture
def make(tmp_path):
    """A function that runs make with arguments and an environment; it returns what each command was called with.

    The commands are a stub, and the folder is empty but for what they say.
    """
    (tmp_path / "bin").mkdir()
    stub = tmp_path / "bin" / "python"
    stub.write_text(STUB)
    stub.chmod(0o755)
    for name in ("pyproject.toml", "constraints.txt"):
        (tmp_path / name).touch()
    for name in ("settled", "testable", "benchable"):
        (tmp_path / name).touch()

    def run(*arguments: str, **environment: str) -> list:
        command = ["make", "-f", str(ROOT / "Makefile"), "BIN=bin", "SETTLED=settled", "TESTABLE=testable"]
        done = subprocess.run(
            [*command, "BENCHABLE=benchable", "OLDEST_DUCKDB=bin", *arguments],
            cwd=tmp_path,
            env={name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert not (tmp_path / "x").exists(), f"{arguments} {environment} executed:\n{done.stdout}{done.stderr}"
        if done.returncode:
            return [done.stderr]
        return [json.loads(line) for line in (tmp_path / "called").read_text().splitlines()]

    return run


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("target", ["erase", "user"])
def test_an_argument_reaches_the_command_as_typed(make, target, text):
    [[arguments, _]] = make(target, f"USER={text}")
    assert arguments == ["-m", f"orchestration.commands.{target}", "--", text]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("as-of", "DATE"),
        ("drop-events", "BEFORE"),
        ("confirm", "AUDIENCE"),
        ("acknowledge", "GENERATION"),
        ("bench", "FOLDER"),
    ],
)
def test_every_target_takes_it_as_typed_from_the_command_line_and_from_the_environment(make, target, name, text):
    [[given, _], [set_before, _]] = make(target, f"{name}={text}") and make(target, **{name: text})
    assert given[-1] == set_before[-1] == text


@pytest.mark.parametrize("text", HOSTILE)
def test_the_port_too(make, text):
    assert make("dev", f"PORT={text}") == [[["-m", "orchestration.commands.dev"], text]]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_a_switch_or_a_list_of_words_executes_nothing_either(make, text):
    assert make("daily", f"FORCE={text}")[-1][0][-1] == "--force"
    assert make("deliver", f"CONFIRM={text}", f"AGAIN={text}", f"TEST={text}")[-1][0][2:] == []
    for name in ("EVENTS", "STEPS", "RUNS"):
        assert make("bench", f"{name}={text}")[-1][0][3:] == (text.split() if name != "RUNS" else [text])
    for name in ("KILLS", "READERS", "SEED", "SHUFFLES"):
        assert any(text in arguments for arguments, _ in make("prove", f"{name}={text}"))


@pytest.mark.parametrize(("name", "switch"), [("CONFIRM", "--confirm"), ("AGAIN", "--again"), ("TEST", "--test")])
def test_a_delivery_sends_only_where_it_is_told_so_by_a_1(make, name, switch):
    for value in ("", "0", "no", "false", "11", "1 0", "$(shell echo 1)"):
        assert make("deliver", f"{name}={value}")[-1][0][2:] == [], value
    assert make("deliver", **{name: "1"})[-1][0][2:] == []
    assert make("deliver", f"{name}=1", **{name: "0"})[-1][0][2:] == [switch]


def test_any_other_variable_is_not_executed_either(make):
    assert make("daily", "NOTE=$(shell touch x)") == [[["-m", "orchestration.commands.daily"], None]]


@pytest.mark.parametrize("target", ["erase", "user"])
def test_the_name_of_the_caller_is_nobody_to_erase_or_to_tell_of(make, target):
    [message] = make(target, USER="root")
    assert f"Say whom: make {target} USER=<user id>" in message
