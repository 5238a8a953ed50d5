"""Speed and memory, measured beside a named yardstick in the same run. Run with ``make bench``."""
