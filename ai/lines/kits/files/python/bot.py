#!/usr/bin/env python3
"""my_bot leads a seat in Muster. README.md says how to have it play; begin with think."""

import json
import sys

EVERY = 10  # ticks between two turns: twice a second


def think(begin, turn):
    """The orders of a turn: each squad without work goes for the nearest point that our team has not got."""
    orders = []
    points = begin["scenario"]["points"]
    free = [i for i, p in enumerate(turn["points"]) if p["owner"] != begin["team"]]
    for squad in turn["squads"]:
        if squad["seat"] != begin["seat"] or squad["alive"] == 0 or not free:
            continue
        if squad["order"]["do"] == "hold" or squad["order"].get("point") not in free:
            nearest = min(free, key=lambda i: distance(squad["at"], points[i]["at"]))
            orders.append({"id": turn["tick"], "squad": squad["id"], "do": "capture", "point": nearest})
    return orders


def distance(a, b):
    """How far two places are apart, squared."""
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def answer(line):
    print(json.dumps(line), flush=True)


def log(text):
    """Standard output is for answers: all else goes here."""
    print(text, file=sys.stderr)


def main():
    begin = None
    for line in sys.stdin:
        said = json.loads(line)
        if "begin" in said:
            begin = said["begin"]
            answer({"ready": {"name": "my_bot", "every": EVERY}})
        elif "turn" in said:
            turn = said["turn"]
            if "lost" in turn:
                log(f"tick {turn['lost']['tick']}: {turn['lost']['why']}")
            for a in turn["answers"]:
                if a["refusal"] != "obeyed":
                    log(f"tick {a['tick']}: squad {a['squad']} does not {a['do']}: {a['refusal']} {a.get('why', '')}")
            answer({"tick": turn["tick"], "orders": think(begin, turn)})


if __name__ == "__main__":
    main()
