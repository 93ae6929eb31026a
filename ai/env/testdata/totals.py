"""Plays as python_test.go does, and prints what it came to: python3 totals.py plain|numpy FOLDER HOST.."""

import json
import sys

how, folder, command = sys.argv[1], sys.argv[2], sys.argv[3:]
if how == "plain":
    sys.modules["numpy"] = None  # an import of it fails
sys.path.insert(0, folder)
sys.dont_write_bytecode = True
import muster  # noqa: E402

assert (muster.numpy is None) == (how == "plain")
WORLDS, STEPS = 3, 40


def total(array):
    """The sum of all its numbers, one behind another."""
    rows, sum_ = array.tolist(), 0
    while rows and isinstance(rows[0], list):
        rows = [one for row in rows for one in row]
    for one in rows:
        sum_ += one
    return sum_


def policy(env, worlds, teams, squads, step):
    def order(world, squad):
        return env.order("capture", target=(squad + step // 3 + world) % 3)

    return [[[order(world, squad) for squad in range(squads)] for _ in range(teams)] for world in range(worlds)]


def worlds():
    with muster.Worlds("duel", "recruit", WORLDS, ticks=20, teams=(0, 1), command=command) as env:
        frame = env.reset(7)
        for step in range(STEPS):
            frame = env.step(policy(env, WORLDS, 2, env.sizes["squads"], step))
        assert frame.part("squads", 1, 1).tolist() == frame["squads"].tolist()[1][1]
        assert frame["squads"][1, 1, 2, 3] == frame["squads"].tolist()[1][1][2][3]
        try:
            env.step([1, 2, 3])
        except ValueError as error:
            assert "3 numbers of orders, and 96 are" in str(error), error
        else:
            raise AssertionError("orders of a wrong size were taken")
        totals = {name: total(frame[name]) for name in ("reward", "squads", "seen", "points", "mask")}
        return {"totals": totals, "hash": [f"{one:016x}" for one in frame["hash"].tolist()]}


def vector():
    with muster.VectorEnv("duel", worlds=2, ticks=20, steps=2, command=command) as env:
        obs, info = env.reset(seed=[5, 9])
        squads = env.worlds.sizes["squads"]
        assert list(obs["squads"].shape) == [2, squads, len(env.worlds.fields["squads"]["columns"])]
        assert list(info["action_mask"].shape) == [2, squads, env.worlds.sizes["verbs"]]
        assert env.single_observation_space["squads"].shape == tuple(obs["squads"].shape)[1:]
        told = []
        for step in range(4):
            orders = env.no_orders()
            orders[0][1] = env.order("capture", target=2)
            obs, reward, terminated, truncated, info = env.step(orders)
            assert list(reward.shape) == [2]
            told.append([info["seed"].tolist()[0], int(truncated[0]), int(terminated[0]), int(obs["tick"][1])])
        env.reset()
        return told


def parallel():
    with muster.ParallelEnv("village", steps=3, command=command) as env:
        obs, infos = env.reset(seed=3)
        agents = list(env.agents)
        order, column = env.column("squads", "order"), env.column("squads", "seat")
        hold, capture = env.worlds.verbs["hold"], env.worlds.verbs["capture"]
        wish = [env.order("capture", target=1)] * env.action_space(agents[0]).shape[0]
        obs, rewards, terminations, truncations, infos = env.step({agents[0]: wish})  # for all squads of the team
        led = {row[column]: row[order] for row in obs[agents[0]]["observation"]["squads"].tolist()}
        assert led == {0: capture, 2: hold}, led  # only those of its seat obeyed
        masks = [obs[agent]["action_mask"].tolist() for agent in agents]
        for mine, other in zip(*masks):
            assert sum(mine) == 1 or sum(other) == 1, (mine, other)
        while env.agents:
            _, rewards, terminations, truncations, infos = env.step({})
        assert set(rewards) == set(agents) and all(truncations.values()) and not any(terminations.values())
        try:
            env.step({})
        except muster.MusterError as error:
            assert "reset begins one" in str(error)
        env.reset()
        assert env.agents == agents
        return agents


def trouble():
    """What the host says, and that it is gone, is told."""
    env = muster.Worlds(worlds=1, command=command)
    said = []
    for what in (lambda: env.step([[[(0, 0, 0, 0)] * 4]]), lambda: env.reset(1)):
        try:
            what()
        except muster.MusterError as error:
            said.append(str(error))
    env.close()
    env = muster.Worlds(worlds=1, command=command)
    env.process.kill()
    try:
        env.reset(1)
    except muster.MusterError as error:
        said.append(str(error))
    return said


print(json.dumps({"worlds": worlds(), "vector": vector(), "parallel": parallel(), "trouble": trouble()}))
