"""The build as it is installed, for the tests of what a system is given: units, man pages, completions, the package.

ctest says by the environment where the build is: HANDLEWATCH_BUILD; HANDLEWATCH_CMAKE and HANDLEWATCH_CPACK are its
tools. Nothing is built here.
"""
import os
import pathlib
import subprocess

SYSTEMD = pathlib.Path(__file__).resolve().parents[2] / "systemd"


def build():
    return os.environ["HANDLEWATCH_BUILD"]


def install(prefix):
    """Installs the build under this prefix."""
    run(os.environ["HANDLEWATCH_CMAKE"], "--install", build(), "--prefix", str(prefix))


def package(directory, release=1):
    """The .deb of the build, made in the directory."""
    run(os.environ["HANDLEWATCH_CPACK"], "--config", f"{build()}/CPackConfig.cmake", "-B", str(directory),
        "-D", f"CPACK_DEBIAN_PACKAGE_RELEASE={release}", timeout=300)
    found = list(pathlib.Path(directory).glob(f"handlewatch_*-{release}_*.deb"))
    assert len(found) == 1, f"one package was expected, not {found}"
    return found[0]


def run(*command, timeout=120, **options):
    """What the command printed, stderr with it; a failure when it failed."""
    done = subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace", timeout=timeout, check=False, **options)
    assert done.returncode == 0, f"{' '.join(map(str, command))}: exit {done.returncode}\n{done.stdout}"
    return done.stdout
