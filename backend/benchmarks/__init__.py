"""What `make bench` measures, with the figures of the last run in `results.md`."""
