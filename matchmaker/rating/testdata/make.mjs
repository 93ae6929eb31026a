// Makes vectors.json: what another implementation of the model, openskill 5.0.1 of npm, says to drawn matches.
//   npm i openskill@5.0.1 && node make.mjs > vectors.json
import { rate, rating, predictWin } from 'openskill'

let state = 20261125
const draw = (n) => { // xorshift32: the same numbers each time
  state ^= state << 13; state >>>= 0; state ^= state >>> 17; state ^= state << 5; state >>>= 0
  return state % n
}
const player = () => draw(4) === 0 ? rating() : rating({ mu: draw(50000) / 1000, sigma: 0.5 + draw(8000) / 1000 })
const cases = []
for (let i = 0; i < 60; i++) {
  const n = 2 + draw(i < 30 ? 1 : 5)
  const teams = Array.from({ length: n }, () => Array.from({ length: 1 + draw(5) }, player))
  const rank = teams.map(() => draw(n))
  cases.push({ teams, rank, after: rate(teams, { rank }), chance: predictWin(teams) })
}
process.stdout.write('[\n' + cases.map((c) => JSON.stringify(c)).join(',\n') + '\n]\n')
