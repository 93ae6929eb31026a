// my_bot leads a seat in Muster. README.md says how to have it play; begin with think.
'use strict';

const EVERY = 10; // ticks between two turns: twice a second

// think returns the orders of a turn: each squad without work goes for the nearest point that our team has not got.
function think(begin, turn) {
  const points = begin.scenario.points;
  const free = [...turn.points.keys()].filter((i) => turn.points[i].owner !== begin.team);
  const orders = [];
  for (const squad of turn.squads) {
    if (squad.seat !== begin.seat || squad.alive === 0 || free.length === 0) continue;
    if (squad.order.do === 'hold' || !free.includes(squad.order.point)) {
      let nearest = free[0];
      for (const i of free) {
        if (distance(squad.at, points[i].at) < distance(squad.at, points[nearest].at)) nearest = i;
      }
      orders.push({ id: turn.tick, squad: squad.id, do: 'capture', point: nearest });
    }
  }
  return orders;
}

// distance is how far two places are apart, squared.
function distance(a, b) {
  return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2;
}

function answer(line) {
  process.stdout.write(JSON.stringify(line) + '\n');
}

// Standard output is for answers: console.error is the log.
function hear(begin, turn) {
  if (turn.lost) console.error(`tick ${turn.lost.tick}: ${turn.lost.why}`);
  for (const a of turn.answers) {
    if (a.refusal !== 'obeyed') {
      console.error(`tick ${a.tick}: squad ${a.squad} does not ${a.do}: ${a.refusal} ${a.why ?? ''}`);
    }
  }
  answer({ tick: turn.tick, orders: think(begin, turn) });
}

let begin = null;
require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const said = JSON.parse(line);
  if (said.begin) {
    begin = said.begin;
    answer({ ready: { name: 'my_bot', every: EVERY } });
  } else if (said.turn) {
    hear(begin, said.turn);
  }
});
