"""A process that sets letters is ready soon, and gives memory back."""

import gc
import subprocess
import sys
from importlib.resources import files

import pytest

from outreach.storage.memory import OBJECTS, rarely_collected

LOADED = """
import sys
started = []
sys.addaudithook(lambda event, facts: started.append(facts) if event in ("subprocess.Popen", "os.posix_spawn") else None)
from outreach.storage.memory import load_thriftily
if "thriftily" in sys.argv:
    load_thriftily()
import weasyprint.text.ffi
print(len(started))
"""


RARELY_USED = """
import sys
from outreach.storage.memory import RARE, Later, load_thriftily
load_thriftily()
import weasyprint.pdf.fonts as fonts
from fontTools.ttLib import TTFont
assert "fontTools.varLib" not in sys.modules
options = fonts.subset.Options(glyph_names=True)
assert (type(options).__module__, options.glyph_names) == ("fontTools.subset", True)
subsetter = fonts.subset.Subsetter(options)
assert isinstance(options, sys.modules["fontTools.subset"].Options), "the module was loaded twice"
font = TTFont(sys.argv[1])
subsetter.populate(text="A")
subsetter.subset(font)
assert len(font.getGlyphOrder()) == 2
try:
    fonts.instantiateVariableFont(font, {})
except ValueError as error:
    print(error)
"""


def programs_started(*how: str) -> int:
    """Return how many programs Python started to load WeasyPrint."""
    done = subprocess.run([sys.executable, "-c", LOADED, *how], capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="Python asks other programs for libraries on Linux")
def test_weasyprint_is_loaded_without_asking_the_compiler_where_its_libraries_are() -> None:
    assert programs_started("thriftily") == 0
    assert programs_started() > 10  # the comparison can fail


def test_what_weasyprint_rarely_calls_is_loaded_when_it_is_called() -> None:
    font = files("outreach") / "data" / "fonts" / "NotoSans-Regular.ttf"
    done = subprocess.run([sys.executable, "-c", RARELY_USED, str(font)], capture_output=True, text=True, check=False)

    assert (done.returncode, "fvar" in done.stdout) == (0, True), done.stderr


def test_garbage_is_looked_for_rarely_within_and_as_ever_afterwards() -> None:
    usual = gc.get_threshold()
    with rarely_collected():
        assert gc.get_threshold()[0] == OBJECTS
    assert gc.get_threshold() == usual
