"""What a person at the terminal sees of a run: a line for each step and for what the steps log."""

import logging
import os
import sys
import time

import dagster as dg

# The terminal, once the run's own standard output has been sent to a file.
TERMINAL_FD_VARIABLE = "CARTOGRAPH_TERMINAL_FD"


class ProgressHandler(logging.Handler):
    """Writes lines of the form `  12 s  text`, counted from the run's beginning."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self._began = time.monotonic()

    def emit(self, record: logging.LogRecord) -> None:
        text = self._format_line(record)
        if text:
            fd = int(os.environ.get(TERMINAL_FD_VARIABLE, sys.__stderr__.fileno()))
            os.write(fd, f"{time.monotonic() - self._began:4.0f} s  {text}\n".encode())

    def _format_line(self, record: logging.LogRecord) -> str | None:
        meta = getattr(record, "dagster_meta", {})
        event = meta.get("dagster_event")
        if event is not None:
            return event.step_key if event.event_type == dg.DagsterEventType.STEP_START else None
        # The command reports failures at the end; dagster-dbt's own messages are for its authors.
        message = meta.get("orig_message", "")
        is_shown = logging.INFO <= record.levelno < logging.ERROR and message and not is_chatter(message)
        return f"  {message}" if is_shown else None


def is_chatter(message: str) -> bool:
    """Return whether a message of dagster-dbt is of no use to an operator."""
    return message.startswith(
        ("Running dbt command", "Finished dbt command", "A dbt subsetted", "Copying `", "Skipping step")
    )


@dg.logger(description="Steps and their own words, for the terminal.")
def progress_logger(context: dg.InitLoggerContext) -> logging.Logger:
    logger = logging.Logger("progress", logging.DEBUG)
    logger.addHandler(ProgressHandler())
    return logger
