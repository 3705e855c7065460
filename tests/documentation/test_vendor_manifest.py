"""The files of others are the ones that the manifest names."""

import json

from tools import vendor


def test_every_file_of_others_is_the_one_of_the_manifest():
    written = json.loads(vendor.MANIFEST.read_text())

    assert written == vendor.manifest()


def test_no_file_of_others_is_without_an_entry():
    known = {target for package in vendor.PACKAGES for _source, target in package.files}
    known.add("static/vendor/MANIFEST.json")
    folders = ("static/vendor", "static/krob/fonts", "tests/e2e/vendor")
    carried = {
        str(path.relative_to(vendor.ROOT))
        for folder in folders
        for path in (vendor.ROOT / folder).rglob("*")
        if path.is_file()
    }

    assert carried == known
