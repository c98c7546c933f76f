#!/usr/bin/env python3
"""Checks the metadata of a folder that `swiftlet embed` wrote.

Usage: check_layouts.py arduino|zephyr|platformio FOLDER CORE
arduino: library.properties and the folders, by Arduino's library specification
(format 1.5, rev. 2.2). zephyr: module.yml by the schema of Zephyr's
zephyr_module.py, Kconfig and prj.conf with kconfiglib. platformio: the project
and the library, with PlatformIO's own commands. Needs those packages from PyPI.
"""
import os
import re
import subprocess
import sys
import tempfile

CATEGORIES = {
    "Display", "Communication", "Signal Input/Output", "Sensors",
    "Device Control", "Timing", "Data Storage", "Data Processing", "Other"}
REQUIRED = {"name", "version", "author", "maintainer", "sentence",
            "paragraph", "category", "url", "architectures"}
KNOWN = REQUIRED | {"depends", "dot_a_linkage", "includes", "precompiled",
                    "ldflags", "license"}


def properties(path):
    entries = {}
    for line in open(path, encoding="utf-8"):
        key, equals, value = line.rstrip("\n").partition("=")
        assert equals and key == key.strip(), f"no key=value: {line!r}"
        assert key not in entries, f"{key} comes twice"
        entries[key] = value
    return entries


def check_arduino(folder, core):
    entries = properties(f"{folder}/library.properties")
    assert REQUIRED <= set(entries) <= KNOWN, sorted(entries)
    assert all(entries.values()), "an entry is empty"
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 _.-]*", entries["name"])
    assert not entries["name"].startswith("Arduino")
    assert re.fullmatch(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)",
                        entries["version"]), entries["version"]
    assert entries["category"] in CATEGORIES, entries["category"]
    assert re.match(r"https?://", entries["url"])
    for header in entries["includes"].split(","):
        assert os.path.exists(f"{folder}/src/{header}"), header
    assert entries["precompiled"] == "true"
    name = re.fullmatch(r"-l(\w+)", entries["ldflags"])[1]
    assert os.path.exists(f"{folder}/src/{core}/lib{name}.a")
    for example in os.listdir(f"{folder}/examples"):
        sketch = f"{folder}/examples/{example}/{example}.ino"
        assert os.path.exists(sketch), sketch


def check_zephyr(folder, core):
    import kconfiglib
    import yaml
    module = yaml.safe_load(open(f"{folder}/zephyr/module.yml"))
    assert set(module) == {"name", "build"}, module
    assert set(module["build"]) == {"cmake", "kconfig"}, module
    kconfig = f"{folder}/{module['build']['kconfig']}"
    cmake = f"{folder}/{module['build']['cmake']}/CMakeLists.txt"
    assert os.path.exists(kconfig) and os.path.exists(cmake)
    symbols = {"riscv32": ["RISCV"]}.get(
        core, ["CPU_" + core.upper().replace("-", "_")])
    for present in (True, False):
        assert settings_of(kconfiglib, kconfig, symbols if present else [],
                           f"{folder}/app/prj.conf") == present


def settings_of(kconfiglib, kconfig, symbols, settings):
    """Whether prj.conf switches the model on, on a core of those symbols."""
    with tempfile.TemporaryDirectory() as folder:
        top = f"{folder}/Kconfig"
        with open(top, "w") as file:
            for symbol in symbols:
                file.write(f"config {symbol}\n\tdef_bool y\n")
            file.write(f'source "{kconfig}"\n')
        tree = kconfiglib.Kconfig(top, warn=False)
        tree.load_config(settings)
        return tree.syms["SWIFTLET_MODEL"].str_value == "y"


def check_platformio(folder, core):
    pio = os.path.join(os.path.dirname(sys.executable), "pio")
    environment = dict(os.environ, PLATFORMIO_SETTING_ENABLE_TELEMETRY="no",
                       PLATFORMIO_CORE_DIR=f"{folder}.pio-core")
    lint = subprocess.run(
        [pio, "project", "config", "-d", folder, "--lint"], env=environment,
        capture_output=True, text=True, check=True)
    assert "is free from linting errors" in lint.stdout, lint.stdout
    library = f"{folder}/lib/swiftlet_model"
    with tempfile.TemporaryDirectory() as packed:
        subprocess.run([pio, "pkg", "pack", library, "-o", packed],
                       env=environment, check=True)
        assert any(name.startswith("swiftlet_model-")
                   for name in os.listdir(packed))
    assert os.path.exists(f"{library}/lib/libswiftlet.a"), core


def main():
    layout, folder, core = sys.argv[1:]
    try:
        {"arduino": check_arduino, "zephyr": check_zephyr,
         "platformio": check_platformio}[layout](folder, core)
    except (AssertionError, subprocess.CalledProcessError) as error:
        sys.exit(f"error: {folder}: {error!r}")


main()
