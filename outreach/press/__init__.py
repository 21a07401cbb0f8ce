"""The press: merged values in, set pages out; WeasyPrint works in child processes.

Other modules use `jobs` (what goes in and comes out) and `run` (do the jobs); `worker` and what it
imports run in the children alone, so importing this package costs nothing until something is set.
"""
