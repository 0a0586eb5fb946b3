"""Flet packs the project root and starts this module; the tablet itself lives in app."""

from app.__main__ import run

if __name__ == "__main__":
    run()
