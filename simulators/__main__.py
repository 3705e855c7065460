"""Run all simulators: ``python -m simulators [port]``."""

import os
import sys

from simulators.server import all_apps, make_simulators_server

if __name__ == "__main__":
    default = int(os.environ.get("KROB_PORT", "8000")) + 1
    port = int(sys.argv[1]) if len(sys.argv) > 1 else default
    make_simulators_server(all_apps(f"http://127.0.0.1:{port}"), port).serve_forever()
