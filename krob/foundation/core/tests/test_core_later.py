"""Heavy libraries are loaded when they are first used, not when the web starts."""

import subprocess
import sys

from krob.foundation.core.later import Later


def test_a_module_is_there_when_something_of_it_is_asked_for():
    assert Later("fractions").Fraction(1, 2) * 2 == 1


def test_the_web_starts_without_the_libraries_that_only_sealing_needs():
    words = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings.test'\n"
        "import django; django.setup(); import config.urls\n"
        "print(sorted({'pyhanko', 'aiohttp', 'holidays', 'typst'} & set(sys.modules)))"
    )

    said = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, check=True
    ).stdout

    assert said.splitlines()[-1] == "[]"
