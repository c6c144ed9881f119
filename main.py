"""Entry point: ``python main.py --video friends.mp4``."""

import sys

from videorec.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
