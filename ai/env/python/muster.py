"""Muster as an environment to learn in: many battles at once, a step at a time, over a pipe to `muster env`.

Three ways in, from below upwards:

    Worlds       what the pipe says, as arrays: [world][team][...], by the names of the frame
    VectorEnv    the shape of Gymnasium's vector environments: one team learns, in many worlds
    ParallelEnv  the shape of PettingZoo's parallel environments: one world, an agent for each seat

Nothing is needed but Python. numpy is used where it is there: arrays are numpy's then. Without it they are memoryviews
of the same shape: squads[0, 0, 2, 4] is a number, squads.tolist() nested lists. Either way they cannot be written to,
and stay good. Gymnasium and PettingZoo are never imported.

What the arrays, columns and verbs are is drawn in the package comment of ai/env; `header` has all their names.

    env = VectorEnv("duel", against="recruit", worlds=16)
    obs, info = env.reset(seed=1)
    orders = env.no_orders()                        # [world][squad] of (verb, x, y, target)
    orders[0][2] = env.order("capture", target=1)   # world 0, squad 2: go and take point 1
    obs, reward, terminated, truncated, info = env.step(orders)
"""

from __future__ import annotations

import argparse
import itertools
import json
import operator
import os
import random
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple, Union

try:
    import numpy
except ImportError:
    numpy = None  # arrays are memoryviews

MAGIC, VERSION = b"MUSTRENV", 1
RESET, STEP, END = 1, 2, 3
FRAME, ERROR = 1, 2
END_TIME, TERM_TIME = 30, 5  # seconds that a host has to end by itself, and when it is told to

CODES = {"u1": "B", "u4": "I", "i4": "i", "u8": "Q", "f4": "f"}  # of struct and memoryview, by the header's types

Order = Tuple[int, int, int, int]
Array = Any  # numpy.ndarray, or memoryview
NO_ORDER: Order = (0, 0, 0, 0)
LOWEST, HIGHEST = -(2**15), 2**15 - 1  # what a number of an order may be


class MusterError(RuntimeError):
    """What the host said, or that it is gone."""


class Space(NamedTuple):
    """What an array may hold, by the names that Gymnasium's Box has."""

    shape: Tuple[int, ...]
    dtype: str
    low: float
    high: float


def program() -> List[str]:
    """The host: what MUSTER names, else bin/muster of the clone that this file is in, or muster of the release, else
    muster on the PATH."""
    name = "muster.exe" if os.name == "nt" else "muster"
    above = list(Path(__file__).resolve().parents)[3:4]  # none, if this file was copied to near the root
    there = [str(at) for root in above for at in (root / "bin" / name, root / name) if at.is_file()]
    return [os.environ.get("MUSTER") or (there[0] if there else name)]


class Frame:
    """What a step came to: its arrays by their names."""

    def __init__(self, fields: Dict[str, dict], body: bytes):
        self._fields, self._body = fields, body

    def __getitem__(self, name: str) -> Array:
        return self.part(name)

    def part(self, name: str, *at: int, flat: int = 0) -> Array:
        """The array, or what it has at some first indexes; `flat` leaves out so many axes of length 1 behind worlds."""
        field = self._fields[name]
        shape = field["shape"]
        size = int(field["type"][1])
        start, count = field["offset"], size
        for n in shape:
            count *= n
        for n, i in zip(shape, at):
            if not 0 <= i < n:
                raise IndexError(f"{name}: {i} is not in 0 to {n - 1}")
            count //= n
            start += i * count
        shape = list(shape[len(at):])
        del shape[1:1 + flat]
        return view(self._body, start, count, field["type"], shape)


def view(body: bytes, start: int, count: int, kind: str, shape: Sequence[int]) -> Array:
    """An array of so many bytes of a body."""
    if numpy is not None:
        return numpy.frombuffer(body, "<" + kind, count // int(kind[1]), start).reshape(shape)
    part = memoryview(body)[start:start + count]
    if 0 in shape:
        return part.cast(CODES[kind])
    return part.cast(CODES[kind], list(shape)) if shape else part.cast(CODES[kind])[0]


class Worlds:
    """Games of one scenario side by side. `header` tells all that never changes: sizes, names, rules, map."""

    def __init__(
        self,
        scenario: str = "duel",
        against: str = "recruit",
        worlds: int = 16,
        ticks: int = 20,
        steps: int = 0,
        teams: Sequence[int] = (0,),
        command: Optional[Sequence[str]] = None,
        args: Sequence[str] = (),
    ):
        """Starts a host: `ticks` make a step, `steps` a truncated game (0 for none), `teams` are those that learn.

        `command` is the host's program, with what stands before "env"; `args` are more of its flags.
        """
        self.process: Optional[subprocess.Popen] = None
        if numpy is None and sys.byteorder != "little":
            raise MusterError("without numpy this needs a little-endian machine")
        line = [*(command or program()), "env", scenario, "--against", against, "--worlds", str(worlds)]
        line += ["--ticks", str(ticks), "--steps", str(steps), "--teams", ",".join(map(str, teams)), *args]
        try:
            self.process = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        except OSError as error:
            why = f"{line[0]} cannot be run ({error}): make build makes it, MUSTER names another"
            raise MusterError(why) from error
        magic, version, size = struct.unpack("<8sII", self._read(16))
        if magic != MAGIC or version != VERSION:
            self.close()
            raise MusterError(f"the host is no `muster env` of version {VERSION}")
        self.header: dict = json.loads(self._read(size))
        self.fields: Dict[str, dict] = {field["name"]: field for field in self.header["fields"]}
        self.sizes: Dict[str, int] = self.header["sizes"]
        self.verbs: Dict[str, int] = {verb["name"]: n for n, verb in enumerate(self.header["verbs"])}
        self._shape = (worlds, len(list(teams)), self.sizes["squads"], 4)
        self._seeds: Optional[List[int]] = None  # of the games of the last frame

    def column(self, field: str, name: str) -> int:
        """The place of a column in an array: column("squads", "x")."""
        return self.fields[field]["columns"].index(name)

    def order(self, verb: str, x: int = 0, y: int = 0, target: int = 0) -> Order:
        """An order by its verb's name; what it needs of x, y (a cell) and target the header's verbs say."""
        return (self.verbs[verb], int(x), int(y), int(target))

    def reset(self, seed: Union[None, int, Sequence[int]] = None) -> Frame:
        """Begins a game in each world. Of one seed the worlds get it and those behind it; of none, those behind all
        that they play now, or the machine's chance."""
        worlds = self._shape[0]
        if seed is None:
            seed = random.SystemRandom().getrandbits(48) if self._seeds is None else max(self._seeds) + 1
        seeds = [seed + i for i in range(worlds)] if isinstance(seed, int) else [int(one) for one in seed]
        if len(seeds) != worlds:
            raise ValueError(f"{len(seeds)} seeds for {worlds} worlds")
        return self._ask(RESET, struct.pack(f"<{worlds}Q", *seeds))

    def step(self, orders: Any) -> Frame:
        """Plays a step. Orders are [world][team][squad] of (verb, x, y, target): a numpy array or nested sequences of
        whole numbers, or their bytes, two each, the lower one first."""
        want = 2 * self._shape[0] * self._shape[1] * self._shape[2] * self._shape[3]
        body = packed(orders)
        if len(body) != want:
            raise ValueError(f"{len(body) // 2} numbers of orders, and {want // 2} are a step's: {list(self._shape)}")
        return self._ask(STEP, body)

    def close(self) -> None:
        """Ends the host. Whoever is done does so, or uses `with`."""
        process, self.process = self.process, None
        if process is None:
            return
        try:
            process.stdin.write(struct.pack("<II", END, 0))
            process.stdin.close()
        except OSError:
            pass  # it is gone
        process.stdout.close()
        # told to terminate, it ends all that its bots have begun, which a host that is killed leaves behind
        for limit, end in ((END_TIME, process.terminate), (TERM_TIME, process.kill)):
            try:
                process.wait(limit)
                return
            except subprocess.TimeoutExpired:
                end()
        process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def _ask(self, kind: int, body: bytes) -> Frame:
        if self.process is None:
            raise MusterError("the environment is closed")
        try:
            kind, answer = self._exchange(struct.pack("<II", kind, len(body)) + body)
        except BaseException:  # an interrupt, say: the next request would be given the answer to this one
            self.close()
            raise
        if kind != FRAME:
            self.close()
            raise MusterError(answer.decode("utf-8", "replace"))
        frame = Frame(self.fields, answer)
        self._seeds = frame["seed"].tolist()
        return frame

    def _exchange(self, request: bytes) -> Tuple[int, bytes]:
        try:
            self.process.stdin.write(request)
            self.process.stdin.flush()
        except OSError:
            pass  # what it said before it ended is read below
        kind, size = struct.unpack("<II", self._read(8))
        return kind, self._read(size)

    def _read(self, size: int) -> bytes:
        got = self.process.stdout.read(size) if size else b""
        if len(got) < size:
            code = self.process.wait()
            self.close()
            raise MusterError(f"the host has ended with code {code}: what it said stands on standard error")
        return got


def packed(orders: Any) -> bytes:
    """Orders as the pipe has them. What no short integer holds is refused, with numpy and without."""
    if isinstance(orders, (bytes, bytearray)) or isinstance(orders, memoryview) and orders.format == "B":
        return bytes(orders)
    wrong = f"orders are whole numbers from {LOWEST} to {HIGHEST}, four for each squad"
    try:
        if numpy is None:
            return packed_plainly(orders)
        numbers = numpy.asarray(orders)
    except (TypeError, ValueError, LookupError, struct.error) as error:
        raise ValueError(wrong) from error
    if numbers.size and (numbers.dtype.kind not in "iub" or numbers.min() < LOWEST or numbers.max() > HIGHEST):
        raise ValueError(wrong)
    return numpy.ascontiguousarray(numbers, "<i2").tobytes()


def packed_plainly(orders: Any) -> bytes:
    """The same without numpy."""
    if isinstance(orders, memoryview):
        orders = orders.tolist()
    for _ in range(3):  # what has more axes are no orders, and texts have no end of them
        if len(orders) and not isinstance(orders[0], int):
            orders = list(itertools.chain.from_iterable(orders))
    return struct.pack(f"<{len(orders)}h", *orders)


OBSERVED = ("squads", "seen", "points", "scores", "supply")
TOLD = ("seed", "hash", "played", "winner", "reason")


def observed(fields: Dict[str, dict]) -> Dict[str, Space]:
    """What an observation holds, by the frame's fields."""
    return {name: Space(tuple(fields[name]["shape"][2:]), "float32", -1.0, float("inf")) for name in OBSERVED}


class VectorEnv:
    """One team learns, in many worlds: Gymnasium's VectorEnv by its shape, with automatic reset in the next step.

    An observation is a dict of arrays with [world] first: squads, seen, points, scores, supply and tick. `info` has the
    action mask ([world][squad][verb], 0 for what is refused now), seed, hash, played ticks, winner and reason.
    """

    metadata = {"autoreset_mode": "NextStep", "render_modes": []}

    def __init__(self, scenario: str = "duel", against: str = "recruit", worlds: int = 16, team: int = 0, **more: Any):
        """Takes what Worlds does, but one team."""
        self.worlds = Worlds(scenario, against, worlds, teams=(team,), **more)
        self.header, self.num_envs = self.worlds.header, worlds
        self.single_observation_space = observed(self.worlds.fields)
        self.single_observation_space["tick"] = Space((), "uint32", 0, 2**32 - 1)
        self.single_action_space = Space((self.worlds.sizes["squads"], 4), "int16", LOWEST, HIGHEST)
        self.column, self.order, self.close = self.worlds.column, self.worlds.order, self.worlds.close

    def no_orders(self) -> Any:
        """Orders for no squad, to be filled in: a list of lists, or numpy's array."""
        if numpy is not None:
            return numpy.zeros((self.num_envs, *self.single_action_space.shape), "<i2")
        return [[NO_ORDER] * self.worlds.sizes["squads"] for _ in range(self.num_envs)]

    def reset(self, *, seed: Union[None, int, Sequence[int]] = None, options: Optional[dict] = None):
        """Begins a game in each world: (observation, info)."""
        frame = self.worlds.reset(seed)
        return self._observed(frame), self._told(frame)

    def step(self, actions: Any):
        """Plays a step: (observation, reward, terminated, truncated, info)."""
        frame = self.worlds.step(actions)
        return (
            self._observed(frame), frame.part("reward", flat=1), flags(frame["terminated"]), flags(frame["truncated"]),
            self._told(frame),
        )

    def _observed(self, frame: Frame) -> Dict[str, Array]:
        return {**{name: frame.part(name, flat=1) for name in OBSERVED}, "tick": frame["tick"]}

    def _told(self, frame: Frame) -> Dict[str, Array]:
        return {**{name: frame[name] for name in TOLD}, "action_mask": frame.part("mask", flat=1)}

    def __enter__(self):
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def flags(array_: Array) -> Array:
    """Truths as whoever works with numpy expects them."""
    return array_.astype(bool) if numpy is not None else array_


class ParallelEnv:
    """One world, an agent for each seat of the teams that learn: PettingZoo's parallel API by its shape.

    Agents are named by team and seat: "red_0". One is given {"observation": its team's arrays, "action_mask": [squad]
    [verb]} and gives [squad] of (verb, x, y, target) for all its team's squads; only those of its seat count, and the
    mask says which these are.
    """

    metadata = {"name": "muster", "render_modes": []}

    def __init__(self, scenario: str = "village", against: str = "recruit", teams: Sequence[int] = (0,), **more: Any):
        """Takes what Worlds does, but one world."""
        self.worlds = Worlds(scenario, against, 1, teams=teams, **more)
        self.header = self.worlds.header
        names = [team["name"] for team in self.header["begin"]["scenario"]["teams"]]
        self._of = {f"{names[one['team']]}_{one['seat']}": one for one in self.header["agents"]}
        self.possible_agents: List[str] = list(self._of)
        self.agents: List[str] = []
        self._seat, self._squads = self.worlds.column("squads", "seat"), self.worlds.sizes["squads"]
        self._mine: Dict[str, List[bool]] = {}
        self.column, self.order, self.close = self.worlds.column, self.worlds.order, self.worlds.close

    def observation_space(self, agent: str) -> Dict[str, Any]:
        """What its observation holds."""
        mask = Space((self._squads, self.worlds.sizes["verbs"]), "uint8", 0, 1)
        return {"observation": observed(self.worlds.fields), "action_mask": mask}

    def action_space(self, agent: str) -> Space:
        """What it gives."""
        return Space((self._squads, 4), "int16", LOWEST, HIGHEST)

    def reset(self, seed: Optional[int] = None, options: Optional[dict] = None):
        """Begins a game: (observations, infos), by agent."""
        frame = self.worlds.reset(seed)
        self.agents = list(self.possible_agents)
        there = self.worlds.column("squads", "there")
        for agent, one in self._of.items():
            rows = frame.part("squads", 0, one["row"]).tolist()
            self._mine[agent] = [row[there] > 0 and row[self._seat] == one["seat"] for row in rows]
        return self._by_agent(self._observed, frame), self._by_agent(self._told, frame)

    def step(self, actions: Dict[str, Any]):
        """Plays a step: (observations, rewards, terminations, truncations, infos), by agent. When the game is over
        there are no agents any more, until a reset."""
        if not self.agents:
            raise MusterError("the game is over, or was not begun: reset begins one")
        orders = [[NO_ORDER] * self._squads for _ in self.header["teams"]]
        for agent, given in actions.items():
            row, mine = orders[self._of[agent]["row"]], self._mine[agent]
            for squad, order in enumerate(given):
                if mine[squad]:
                    row[squad] = tuple(map(operator.index, order))
        frame = self.worlds.step([orders])
        over = [bool(frame[name][0]) for name in ("terminated", "truncated")]
        told = (
            self._by_agent(self._observed, frame),
            self._by_agent(lambda frame, one, _: float(frame["reward"][0, one["row"]]), frame),
            *({agent: one for agent in self.agents} for one in over),
            self._by_agent(self._told, frame),
        )
        if any(over):
            self.agents = []
        return told

    def _by_agent(self, what: Any, frame: Frame) -> Dict[str, Any]:
        return {agent: what(frame, self._of[agent], agent) for agent in self.agents}

    def _observed(self, frame: Frame, one: dict, agent: str) -> Dict[str, Any]:
        seen = {name: frame.part(name, 0, one["row"]) for name in OBSERVED}
        verbs = self.worlds.sizes["verbs"]
        mask = bytearray(frame.part("mask", 0, one["row"]).tobytes())
        for squad, mine in enumerate(self._mine[agent]):
            if not mine:
                mask[squad * verbs:(squad + 1) * verbs] = b"\1" + bytes(verbs - 1)
        return {"observation": seen, "action_mask": view(bytes(mask), 0, len(mask), "u1", [self._squads, verbs])}

    def _told(self, frame: Frame, one: dict, agent: str) -> Dict[str, int]:
        return {**{name: int(frame[name][0]) for name in TOLD}, "tick": int(frame["tick"][0])}

    def __enter__(self):
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()


def measure(env: VectorEnv, seconds: float) -> Tuple[int, int, float]:
    """Has every squad sent to some point in every step, for so long: steps, ticks, seconds."""
    chance, points = random.Random(1), env.worlds.sizes["points"]
    squads = env.worlds.sizes["squads"]
    plans = [
        [[env.order("capture", target=chance.randrange(points)) for _ in range(squads)] for _ in range(env.num_envs)]
        for _ in range(16)
    ]
    env.reset(seed=1)
    steps = ticks = 0
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        _, _, _, _, info = env.step(plans[steps % len(plans)])
        steps, ticks = steps + 1, ticks + sum(info["played"].tolist())
    return steps, ticks, time.perf_counter() - began


def main() -> None:
    """Measures how fast it goes from here."""
    flag = argparse.ArgumentParser(description=main.__doc__)
    flag.add_argument("scenario", nargs="?", default="duel")
    flag.add_argument("--against", default="recruit")
    flag.add_argument("--worlds", type=int, default=16)
    flag.add_argument("--ticks", type=int, default=20)
    flag.add_argument("--seconds", type=float, default=10)
    want = flag.parse_args()
    with VectorEnv(want.scenario, want.against, want.worlds, ticks=want.ticks) as env:
        steps, ticks, took = measure(env, want.seconds)
    busy = sum(os.times()[:4])  # of this process, and of the host, which has ended
    print(f"{ticks / took:.0f} ticks a second, {steps / took:.1f} steps of {want.worlds} worlds")
    print(f"{ticks / busy:.0f} ticks a second of processor, starting and both ends included")


if __name__ == "__main__":
    main()
