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


def seeds():
    """A reset without a seed begins no game again."""
    with muster.Worlds("duel", worlds=2, ticks=1, steps=1, command=command) as env:
        none = bytes(2 * 1 * 4 * 4 * 2)
        assert env.reset(7)["seed"].tolist() == [7, 8]
        env.step(none)
        assert env.step(none)["seed"].tolist() == [9, 10]
        assert env.reset()["seed"].tolist() == [11, 12]


def orders():
    """The same orders are taken, and refused, with numpy and without."""
    want = struct.pack("<4h", 5, -1, 300, -(2**15))
    numbers = [5, -1, 300, -(2**15)]
    good = [numbers, tuple(numbers), [[[numbers]]], want, bytearray(want), memoryview(want), array.array("h", numbers)]
    good += [array.array("i", numbers), memoryview(array.array("h", numbers))]
    bad = [[70000, 1], [2**15], [-(2**15) - 1], [2**70], [1.9, -3.2], [1.0], [1, 1.5], [[[1.5]]], ["1"], "capture", [["a"]]]
    bad += [[1, [2]], [[1], 2], None, 5.5, {"a": 1}, [None], array.array("f", [1])]
    if muster.numpy is not None:
        good += [muster.numpy.array(numbers, kind) for kind in ("<i2", ">i2", "i4", "i8")]
        bad += [muster.numpy.array([70000]), muster.numpy.array([1.0]), muster.numpy.array([2**63], "u8")]
    for one in good:
        assert muster.packed(one) == want, one
    for one in bad:
        assert "whole numbers from -32768 to 32767" in str(raised(ValueError, muster.packed, one)), one
    assert muster.packed([True, False]) == struct.pack("<2h", 1, 0)
    for none in ([], [[]], b""):
        assert muster.packed(none) == b"", none


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


def places():
    """The host is found in a clone and in a release."""
    os.environ.pop("MUSTER", None)
    name = "muster.exe" if os.name == "nt" else "muster"
    with tempfile.TemporaryDirectory() as root:
        root = Path(root).resolve()
        muster.__file__ = str(root / "ai" / "env" / "python" / "muster.py")
        assert muster.program() == [name]
        (root / name).touch()
        assert muster.program() == [str(root / name)]
        (root / "bin").mkdir()
        (root / "bin" / name).touch()
        assert muster.program() == [str(root / "bin" / name)]
    muster.__file__ = os.path.abspath(os.sep + "muster.py")
    assert muster.program() == [name]
    os.environ["MUSTER"] = "mine"
    assert muster.program() == ["mine"]


def shapes(what):
    """The shapes of arrays, or of the spaces that tell of them."""
    if isinstance(what, dict):
        return {name: shapes(one) for name, one in what.items()}
    return tuple(getattr(what, "shape", ()))


def spaces():
    """What an observation holds is what its space says; orders of an agent are whole numbers, too."""
    with muster.ParallelEnv("village", command=command) as env:
        obs, _ = env.reset(seed=3)
        for agent in env.agents:
            assert shapes(obs[agent]) == shapes(env.observation_space(agent)), agent
            count = env.action_space(agent).shape[0]
            raised(TypeError, env.step, {agent: [(1.9, 0, 0, 0)] * count})
    with muster.VectorEnv("duel", worlds=1, command=command) as env:
        obs, _ = env.reset(seed=3)
        assert {name: shape[1:] for name, shape in shapes(obs).items()} == shapes(env.single_observation_space)


for check in (seeds, orders, interrupt, ends, places, spaces):
    check()
