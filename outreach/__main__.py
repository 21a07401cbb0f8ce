"""Run the command line, by its name or with ``python -m outreach``; children load this too, so it holds nothing else."""


def main() -> None:
    """Run the command line."""
    import gc  # noqa: PLC0415 — a child that reads or sets needs none of these

    from outreach.storage.memory import OBJECTS  # noqa: PLC0415

    gc.set_threshold(OBJECTS)  # what is loaded stays, and need not be looked through again and again
    from outreach.cli import main as command  # noqa: PLC0415

    command()


if __name__ == "__main__":
    main()
