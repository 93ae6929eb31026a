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


def raised(kind, call, *args):
    """What a call raises, which it must."""
    try:
        call(*args)
    except kind as error:
        return error
    raise AssertionError(f"{args} were taken")


def interrupt():
    """After an interrupt between a request and its answer nothing is answered any more, rather than one behind."""
    env = muster.Worlds("duel", worlds=1, command=command)
    env.reset(1)
    process = env.process

    def interrupted(_):
        raise KeyboardInterrupt

    env._read = interrupted
    raised(KeyboardInterrupt, env.reset, 2)
    del env._read
    assert process.returncode is not None
    assert "closed" in str(raised(muster.MusterError, env.reset, 3))


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


for check in (interrupt, ends):
    check()
