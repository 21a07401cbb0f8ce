"""Change cells of a workbook in LibreOffice, as a person does, and save it: run by the system's own Python.

``python3 in_libreoffice.py FILE PORT CELL=TEXT …`` types each text into its cell; LibreOffice takes it
for a date or a number as it would from the keyboard.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uno  # type: ignore[import-not-found]  # comes with LibreOffice
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]

SECONDS = 60


def desktop(port: str) -> Any:
    """Connect to the LibreOffice that listens on `port`."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(SECONDS * 5):
        try:
            context = resolver.resolve(f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:  # noqa: BLE001 — it is not up yet
            time.sleep(0.2)
    raise SystemExit("LibreOffice did not start")


def setting(name: str, value: object) -> object:
    """Return a setting as LibreOffice wants it."""
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def main() -> None:
    """Type, save, leave."""
    file, port, *changes = sys.argv[1:]
    with tempfile.TemporaryDirectory() as profile:
        office = subprocess.Popen(
            ["soffice", "--headless", "--norestore", f"--accept=socket,host=127.0.0.1,port={port};urp",
             f"-env:UserInstallation=file://{profile}"],
        )  # fmt: skip
        desk = desktop(port)
        document = desk.loadComponentFromURL(
            Path(file).resolve().as_uri(), "_blank", 0, (setting("Hidden", value=True),)
        )
        sheet = document.Sheets.getByIndex(0)
        for change in changes:
            place, _, text = change.partition("=")
            sheet.getCellRangeByName(place).FormulaLocal = text
        document.storeToURL(Path(file).resolve().as_uri(), (setting("FilterName", "Calc MS Excel 2007 XML"),))
        document.close(True)  # noqa: FBT003 — LibreOffice's own
        desk.terminate()
        office.wait(SECONDS)


if __name__ == "__main__":
    main()
