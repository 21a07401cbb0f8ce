"""The shipped fonts and no others, for WeasyPrint in the tests' own process too."""

import os
from importlib.resources import files

os.environ["FONTCONFIG_FILE"] = str(files("outreach") / "data" / "fonts" / "fonts.conf")
