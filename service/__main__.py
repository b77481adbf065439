"""`python -m service` is the command `dateline`."""

import sys

from service.cli import main

sys.exit(main())
