"""What `make` calls: set-up, the daily job, the sample shop, the report, and the UI."""

import sys
import warnings
from types import TracebackType

from ingest.errors import IngestError

# Other packages' news for their own authors: nothing that an operator could act on.
warnings.filterwarnings("ignore", category=DeprecationWarning)


def end_plainly(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """End with one sentence for what is the user's to mend, such as a source's YAML, which is read on import."""
    if issubclass(kind, IngestError):
        print(error, file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, trace)


# Before any module of a command is imported; within one, orchestration.commands.errors says more.
sys.excepthook = end_plainly
