"""Viewers that people open PDFs with, for the long tests: each gives pictures of the first pages of a file.

pdf.js is asked for in Chromium, from the folder of the npm package ``pdfjs-dist`` that ``OUTREACH_PDFJS`` names.
"""

import base64
import http.server
import io
import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Queue
from typing import Any

import pypdfium2
import pytest
from PIL import Image

DPI = 144
PAGE = """<!doctype html><script type="module">
import * as pdfjs from "/pdfjs/build/pdf.mjs";
pdfjs.GlobalWorkerOptions.workerSrc = "/pdfjs/build/pdf.worker.mjs";
const found = {pictures: [], texts: []};
try {
  const pdf = await pdfjs.getDocument({url: "/file.pdf", standardFontDataUrl: "/pdfjs/standard_fonts/"}).promise;
  for (let number = 1; number <= Math.min(pdf.numPages, COUNT); number++) {
    const page = await pdf.getPage(number), viewport = page.getViewport({scale: DPI / 72});
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(viewport.width); canvas.height = Math.round(viewport.height);
    await page.render({canvas, canvasContext: canvas.getContext("2d"), viewport}).promise;
    found.pictures.push(canvas.toDataURL("image/png").split(",")[1]);
    const text = await page.getTextContent();
    found.texts.push(text.items.map(item => item.str + (item.hasEOL ? "\\n" : "")).join(""));
  }
} catch (error) { found.error = String(error); }
await fetch("/found", {method: "POST", body: JSON.stringify(found)});
</script>"""
CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip


def require(program: str) -> None:
    """Skip where a program is not installed."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")


def pdfium(pdf: Path, count: int) -> list[Image.Image]:
    with pypdfium2.PdfDocument(str(pdf)) as opened:
        return [opened[at].render(scale=DPI / 72).to_pil().convert("L") for at in range(min(count, len(opened)))]


def _from_command(*command: str) -> Callable[[Path, int], list[Image.Image]]:
    """Return a viewer that is a command; PDF, OUT and COUNT stand for the file, the folder and how many pages."""

    def pictures(pdf: Path, count: int) -> list[Image.Image]:
        require(command[0])
        with tempfile.TemporaryDirectory() as out:
            pages = str(min(count, len(pypdfium2.PdfDocument(str(pdf)))))
            words = [word.replace("PDF", str(pdf)).replace("OUT", out).replace("COUNT", pages) for word in command]
            subprocess.run(words, check=True, capture_output=True)
            files = sorted(Path(out).iterdir(), key=lambda path: int(path.stem.rpartition("-")[2]))
            return [Image.open(io.BytesIO(path.read_bytes())).convert("L") for path in files]

    return pictures


def ask_pdfjs(pdf: Path, count: int) -> dict[str, Any]:
    """Return pictures (PNG, base64) and texts of the first pages, as pdf.js in Chromium has them."""
    require("chromium")
    package = Path(os.environ.get("OUTREACH_PDFJS", ""))
    if not (package / "build" / "pdf.mjs").is_file():
        pytest.skip("OUTREACH_PDFJS names no folder of the npm package pdfjs-dist")
    served = {"/": PAGE.replace("COUNT", str(count)).replace("DPI", str(DPI)).encode(), "/file.pdf": pdf.read_bytes()}
    found: Queue[dict[str, Any]] = Queue()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path
            data = served.get(path)
            if data is None and path.startswith("/pdfjs/") and ".." not in path:
                file = package / path.removeprefix("/pdfjs/")
                data = file.read_bytes() if file.is_file() else None
            self.send_response(200 if data is not None else 404)
            self.send_header("Content-Type", "text/javascript" if path.endswith(".mjs") else "text/html")
            self.end_headers()
            self.wfile.write(data or b"")

        def do_POST(self) -> None:
            found.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        address = f"http://127.0.0.1:{server.server_port}/"
        command = ["chromium", *CHROMIUM, f"--user-data-dir={profile}", "--remote-debugging-port=0", address]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as browser:
            try:
                answer = found.get(timeout=120)
            finally:
                browser.terminate()
                server.shutdown()
                server.server_close()
    assert "error" not in answer, answer["error"]
    return answer


def pdfjs(pdf: Path, count: int) -> list[Image.Image]:
    pictures = ask_pdfjs(pdf, count)["pictures"]
    return [Image.open(io.BytesIO(base64.b64decode(picture))).convert("L") for picture in pictures]


VIEWERS: dict[str, Callable[[Path, int], list[Image.Image]]] = {
    "poppler": _from_command("pdftoppm", "-r", str(DPI), "-l", "COUNT", "-png", "PDF", "OUT/page"),
    "Ghostscript": _from_command(
        "gs", "-q", "-dBATCH", "-dNOPAUSE", "-sDEVICE=png16m", f"-r{DPI}", "-dTextAlphaBits=4", "-dGraphicsAlphaBits=4",
        "-dLastPage=COUNT", "-sOutputFile=OUT/page-%d.png", "PDF",
    ),
    "MuPDF": _from_command("mutool", "draw", "-q", "-r", str(DPI), "-o", "OUT/page-%d.png", "PDF", "1-COUNT"),
    "pdf.js": pdfjs,
}  # fmt: skip
