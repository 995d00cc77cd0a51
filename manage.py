#!/usr/bin/env python
"""The same commands as `mingbai`, for those who look for manage.py."""

from mingbai.web.cli import main

if __name__ == "__main__":
    main()
