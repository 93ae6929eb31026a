import json, sys

for line in sys.stdin:
    said = json.loads(line)
    if begin := said.get("begin"):
        seat, team, answer = begin["seat"], begin["team"], {"ready": {"name": "example", "every": 10}}
    elif turn := said.get("turn"):
        answer = {"tick": turn["tick"], "orders": []}
        free = [i for i, p in enumerate(turn["points"]) if p["owner"] != team]
        for squad in turn["squads"]:
            if free and squad["seat"] == seat and squad["alive"] and squad["order"].get("point") not in free:
                order = {"squad": squad["id"], "do": "capture", "point": free[squad["id"] % len(free)]}
                answer["orders"].append(order)
    elif "end" in said:
        break
    print(json.dumps(answer), flush=True)
