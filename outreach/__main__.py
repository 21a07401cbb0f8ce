"""Run the command line, by its name or with ``python -m outreach``; children load this too, so it holds nothing else."""


def main() -> None:
    """Run the command line."""
    from outreach.cli import main as command  # noqa: PLC0415 — a child that reads or sets needs no commands

    command()


if __name__ == "__main__":
    main()
