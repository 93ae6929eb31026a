#!/usr/bin/env bash
# Makes icons.png again from icons.txt: white icons, 64 pixels each, eight in a row.
# Needs node and npm.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm init -y >/dev/null && npm i --silent @resvg/resvg-js@2.6.2 @iconify-json/game-icons@1.2.4)
NODE_PATH="$work/node_modules" node - <<'JS'
const fs = require('fs'), { Resvg } = require('@resvg/resvg-js')
const set = require('@iconify-json/game-icons').icons
const lines = fs.readFileSync('icons.txt', 'utf8').split('\n').filter(l => l && !l.startsWith('#'))
const rows = Math.ceil(lines.length / 8)
let body = ''
lines.forEach((line, i) => {
  const [name, from] = line.split(' ')
  let icon = set.icons[from]
  if (!icon && set.aliases && set.aliases[from]) icon = set.icons[set.aliases[from].parent]
  if (!icon) throw new Error(`${name}: there is no icon ${from}`)
  const w = icon.width || set.width || 512
  body += `<g color="#fff" transform="translate(${i % 8 * 64 + 3} ${Math.floor(i / 8) * 64 + 3}) scale(${58 / w})">${icon.body}</g>`
})
const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="512" height="${rows * 64}">${body}</svg>`
fs.writeFileSync('icons.png', new Resvg(svg).render().asPng())
JS
ls -l icons.png
