"""The program of the child process that compiles one Typst template. Imports nothing of Krob.

Reads one JSON object on standard input (template, values, fonts, format, limits), limits itself,
compiles with a folder of its own as root, and writes PDF or PNG to standard output. A template that
an official edits is a program: whatever it tries, it gets no file, no network, no environment, and
only so much time and memory. Ends with status 2 and a JSON ``{"message", "hints"}`` on standard
error when the template is at fault.
"""

import ctypes
import json
import resource
import sys
from typing import Any

CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000


def limit(seconds: int, megabytes: int) -> None:
    """Bind this process to so much processor time and memory, and leave the network."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    ctypes.CDLL(None).unshare(CLONE_NEWUSER | CLONE_NEWNET)


def compile_template(order: dict[str, Any]) -> bytes:
    """Return the PDF, or the picture, of the ordered template."""
    import typst  # noqa: PLC0415 - only after the limits hold

    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[order["fonts"]],
    )
    compiler = typst.Compiler(
        input=order["template"].encode(),
        root=order["root"],
        font_paths=fonts,
        package_path=order["root"],
        package_cache_path=order["root"],
    )
    made = compiler.compile(
        format=order["format"],
        sys_inputs={"data": json.dumps(order["values"], ensure_ascii=False)},
        pdf_standards=order["standards"],
    )
    return bytes(made)  # type: ignore[arg-type]


def main() -> int:
    """Do what standard input orders."""
    order = json.load(sys.stdin)
    sys.path.append(order["packages"])
    limit(order["seconds"], order["megabytes"])
    try:
        made = compile_template(order)
    except RuntimeError as error:
        problem = {
            "message": str(getattr(error, "message", error)).replace(order["root"], ""),
            "hints": list(getattr(error, "hints", [])),
        }
        sys.stderr.write(json.dumps(problem))
        return 2
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
