"""The npm packages that scripts/setup --tests installs, and Node.js to run them. Tests that need them share one name in
HANDLEWATCH_REQUIRE: npm."""
import os
import pathlib
import shutil
import subprocess

import harness

# In the cache of whoever runs the tests, not of the programs under test.
MODULES = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "handlewatch/npm/node_modules"


def require(*names):
    """Skips the test, or fails it, where Node.js or one of these packages is missing."""
    why = _missing(names)
    harness.require_or_skip("npm", not why, why)


def _missing(names):
    if not shutil.which("node"):
        return "node is not on the PATH (Node.js comes with the machine or not at all)"
    installed = (MODULES / ".package-lock.json").exists()  # npm writes it last
    absent = [name for name in names if not (installed and (MODULES / name).is_dir())]
    return f"not in {MODULES}: {', '.join(absent)} (scripts/setup --tests)" if absent else ""


def node(script, *arguments, input="", cwd=None):
    """Runs a script, which may require() the packages, to its end; what it printed is text."""
    environment = harness.environment({"NODE_PATH": str(MODULES)})
    return subprocess.run(["node", script, *arguments], input=input, env=environment, cwd=cwd, timeout=120, capture_output=True,
                          encoding="utf-8", check=False)
