"""What `make` calls: set-up, the daily job, the sample shop, the report, and the UI."""

import warnings

# Other packages' news for their own authors: nothing that an operator could act on.
warnings.filterwarnings("ignore", category=DeprecationWarning)
