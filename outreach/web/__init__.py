"""The board: pages in the browser, on this computer alone, over the same files and ledger as the commands."""
