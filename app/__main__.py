"""`python -m app`."""

import sys

from app.command_line import main

sys.exit(main())
