"""Holds muster.py to what it says of seeds, orders, interrupts and ends: python3 careful.py plain|numpy FOLDER HOST.."""

import array
import io
import os
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

how, folder, command = sys.argv[1], sys.argv[2], sys.argv[3:]
if how == "plain":
    sys.modules["numpy"] = None  # an import of it fails
sys.path.insert(0, folder)
sys.dont_write_bytecode = True
import muster  # noqa: E402

assert (muster.numpy is None) == (how == "plain")


class Stubborn:
    """A process that sits out signals to end; no time passes."""

    def __init__(self, sits_out):
        self.stdin, self.stdout, self.left, self.did = io.BytesIO(), io.BytesIO(), sits_out, []

    def wait(self, limit=None):
        if self.left >= 0:
            raise subprocess.TimeoutExpired("host", limit)

    def terminate(self):
        self.did.append("terminate")
        self.left -= 1

    def kill(self):
        self.did.append("kill")
        self.left = -1


def ends():
    """A host that does not end is told to terminate before it is killed."""
    for sits_out, did in {-1: 0, 0: 1, 1: 2, 9: 2}.items():
        env = muster.Worlds.__new__(muster.Worlds)
        env.process = process = Stubborn(sits_out)
        env.close()
        assert process.did == ["terminate", "kill"][:did], process.did


for check in (ends,):
    check()
