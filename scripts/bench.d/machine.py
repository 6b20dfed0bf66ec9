"""Tells what the measurements were taken with, as JSON.

    python3 machine.py CHECKOUT PROFILE
"""

import json
import os
import platform
import subprocess
import sys
from datetime import date


def said(*command):
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def field(path, name, separator):
    """The value of `name` in a file of names and values; "unknown" where there is none."""
    try:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                key, _, value = line.partition(separator)
                if key.strip() == name:
                    return value.strip().strip('"')
    except OSError:
        pass
    return "unknown"


def main(checkout, profile):
    kilobytes = field("/proc/meminfo", "MemTotal", ":").split()[0]
    memory = f"{int(kilobytes) / 2**20:.0f} GiB" if kilobytes.isdigit() else "unknown"
    commit = said("git", "-C", checkout, "rev-parse", "--short", "HEAD")
    changed = said("git", "-C", checkout, "status", "--porcelain", "--untracked-files=no")
    machine = {
        "Date": date.today().isoformat(),
        "Processor": field("/proc/cpuinfo", "model name", ":"),
        "Cores": f"{os.cpu_count()}; load of the minute before the end: {os.getloadavg()[0]:.1f}",
        "Memory": memory,
        "System": f"{field('/etc/os-release', 'PRETTY_NAME', '=')}, Linux {platform.release()}",
        "nightbeat": f"commit {commit}{' and changes' if changed else ''}, "
        f"`{profile}` build, {said('rustc', '--version')}",
    }
    json.dump(machine, sys.stdout, indent=2, ensure_ascii=False)


main(*sys.argv[1:])
