"""Learns to win `duel` against a recruit, by the cross-entropy method: no more than Python is needed.

    make build && python3 ai/env/python/learn.py

A policy is a linear softmax. Each squad looks every few seconds at what it could do: go on, go for one of the points,
go for the nearest enemy in sight, take cover, go back. Each of these has features (how far, whose point, who else goes
there, how many enemies are near), and the sum of its features by the weights says how likely it is done. In each round
a population of weights plays the same battles, the best of them say where the next population is drawn. Before and
after, the policy plays battles that it has not seen, to their end.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from typing import List, Sequence, Tuple

from muster import VectorEnv

WORLDS = 16
ELITE = 8  # of the population: so many say where the next one is drawn

GO_ON, POINT, ENEMY, COVER, BACK = range(5)
FEATURES = [
    "go on", "point", "enemy", "cover", "back",  # what it is
    "far", "neutral", "theirs", "others", "danger", "alone", "hurt on", "hurt back", "danger cover",
]


class Eyes:
    """What squads can do, as features, out of an observation of one world."""

    def __init__(self, env: VectorEnv):
        scenario = env.header["begin"]["scenario"]
        self.places = [tuple(point["at"]) for point in scenario["points"]]
        self.squad = {name: env.column("squads", name) for name in env.worlds.fields["squads"]["columns"]}
        self.foe = {name: env.column("seen", name) for name in env.worlds.fields["seen"]["columns"]}
        self.ours = env.column("points", "ours")
        self.capture = env.worlds.verbs["capture"]
        self.env = env

    def choices(self, squads: list, seen: list, points: list, me: int) -> List[Tuple[list, tuple]]:
        """Each choice of a squad: its features, and the order that it comes to."""
        q, order = self.squad, self.env.order
        mine = squads[me]
        at, hurt = (mine[q["x"]], mine[q["y"]]), mine[q["suppression"]] / 100
        foes = [(row[self.foe["x"]], row[self.foe["y"]]) for row in seen if row[0]]
        danger = near(at, foes, 12) / 5
        all_ = [(features(GO_ON, danger=danger, hurt_on=hurt), order("none"))]
        for i, place in enumerate(self.places):
            others = sum(
                1 for n, row in enumerate(squads)
                if n != me and row[q["alive"]] and row[q["order"]] == self.capture and row[q["target"]] == i
            )
            ours = points[i][self.ours]
            all_.append((features(
                POINT, far=distance(at, place) / 32, neutral=float(ours == 0), theirs=float(ours < 0),
                others=others / 2, danger=near(place, foes, 10) / 5, alone=float(others == 0),
            ), order("capture", target=i)))
        if foes:
            row = min(range(len(foes)), key=lambda n: distance(at, foes[n]))
            x, y = foes[row]
            all_.append((features(ENEMY, far=distance(at, (x, y)) / 32, danger=danger), order("attack_move", x, y)))
            all_.append((features(COVER, danger_cover=danger), order("take_cover")))
            all_.append((features(BACK, hurt_back=hurt), order("retreat")))
        return all_


def features(what: int, **of: float) -> List[float]:
    """A choice's features, in the order of FEATURES."""
    values = [0.0] * len(FEATURES)
    values[what] = 1.0
    for name, value in of.items():
        values[FEATURES.index(name.replace("_", " "))] = value
    return values


def distance(a: Sequence[float], b: Sequence[float]) -> float:
    return math.hypot(a[0] - b[0], a[1] - b[1])


def near(at: Sequence[float], all_: list, reach: float) -> int:
    return sum(1 for one in all_ if distance(at, one) <= reach)


def chosen(weights: Sequence[float], choices: list, chance: random.Random) -> tuple:
    """One of the choices, as likely as its features are weighed."""
    sums = [sum(w * f for w, f in zip(weights, features_)) for features_, _ in choices]
    top = max(sums)
    return chance.choices([order for _, order in choices], [math.exp(one - top) for one in sums])[0]


def ordered(env: VectorEnv, eyes: Eyes, weights: list, obs: dict, chances: list) -> list:
    """What the policies order, one a world. A squad that takes the point that it would be sent to is left alone."""
    squads, seen, points = obs["squads"].tolist(), obs["seen"].tolist(), obs["points"].tolist()
    all_ = []
    for world, (own, chance) in enumerate(zip(weights, chances)):
        row = []
        for me, mine in enumerate(squads[world]):
            order = (0, 0, 0, 0)
            if mine[eyes.squad["alive"]] and not mine[eyes.squad["broken"]]:
                order = chosen(own, eyes.choices(squads[world], seen[world], points[world], me), chance)
            same = order[0] == mine[eyes.squad["order"]] and order[3] == mine[eyes.squad["target"]]
            row.append((0, 0, 0, 0) if same else order)
        all_.append(row)
    return all_


def battle(env: VectorEnv, eyes: Eyes, weights: list, seeds: List[int]) -> Tuple[List[float], List[bool]]:
    """A battle in each world, by its own weights: rewards, and who has won."""
    obs, _ = env.reset(seed=seeds)
    chances = [random.Random(seed * 1000 + n) for n, seed in enumerate(seeds)]
    sums, won, over = [0.0] * len(seeds), [False] * len(seeds), [False] * len(seeds)
    while not all(over):
        obs, reward, terminated, truncated, info = env.step(ordered(env, eyes, weights, obs, chances))
        for n in range(len(seeds)):
            if not over[n]:
                sums[n] += float(reward[n])
                over[n] = bool(terminated[n]) or bool(truncated[n])
                won[n] = over[n] and int(info["winner"][n]) == 0
    return sums, won


def win_rate(env: VectorEnv, eyes: Eyes, weights: list, first: int, games: int) -> float:
    """The share of battles that weights win, of these seeds."""
    won = 0
    for seed in range(first, first + games, WORLDS):
        _, results = battle(env, eyes, [weights] * WORLDS, list(range(seed, seed + WORLDS)))
        won += sum(results)
    return won / games


def learn(env: VectorEnv, eyes: Eyes, rounds: int, population: int, seed: int) -> List[float]:
    """The cross-entropy method: the mean of the last population's best."""
    chance = random.Random(seed)
    mean, spread = [0.0] * len(FEATURES), [2.0] * len(FEATURES)
    for round_ in range(rounds):
        drawn = [[chance.gauss(m, s) for m, s in zip(mean, spread)] for _ in range(population)]
        scored = []
        for first in range(0, population, WORLDS):
            group = drawn[first:first + WORLDS]
            sums, _ = battle(env, eyes, group, [seed * 1_000_000 + round_] * WORLDS)
            scored += zip(sums, group)
        scored.sort(key=lambda one: -one[0])
        best = [weights for _, weights in scored[:ELITE]]
        for n in range(len(mean)):
            values = [weights[n] for weights in best]
            mean[n] = sum(values) / ELITE
            spread[n] = math.sqrt(sum((v - mean[n]) ** 2 for v in values) / ELITE) + 0.3
        rewards = [one for one, _ in scored]
        told = f"reward {sum(rewards) / population:+.2f} in the mean, {rewards[0]:+.2f} at best"
        print(f"round {round_ + 1}: {told}", flush=True)
    return mean


def main() -> None:
    """Learns, and prints what it has come to."""
    flag = argparse.ArgumentParser(description=main.__doc__)
    flag.add_argument("--rounds", type=int, default=3)
    flag.add_argument("--population", type=int, default=32, help="a multiple of 16")
    flag.add_argument("--games", type=int, default=32, help="of each win rate, a multiple of 16")
    flag.add_argument("--against", default="recruit")
    flag.add_argument("--steps", type=int, default=0, help="truncate battles; 0 plays them to their end")
    flag.add_argument("--seed", type=int, default=1)
    want = flag.parse_args()
    began = time.perf_counter()
    # four seconds a step: a commander that changes its mind more often gets nowhere
    with VectorEnv("duel", want.against, WORLDS, ticks=80, steps=want.steps) as env:
        eyes = Eyes(env)
        before = win_rate(env, eyes, [0.0] * len(FEATURES), 9_000_000, want.games)
        print(f"before: {before:.0%} of {want.games} battles won", flush=True)
        weights = learn(env, eyes, want.rounds, want.population, want.seed)
        after = win_rate(env, eyes, weights, 9_500_000, want.games)
    print(f"after:  {after:.0%} of {want.games} other battles won, {time.perf_counter() - began:.0f} s")
    print("weights:", ", ".join(f"{name} {w:+.1f}" for name, w in zip(FEATURES, weights)))


if __name__ == "__main__":
    main()
