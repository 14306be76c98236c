/** Shows the leaderboard anew every two seconds, and sends the form without leaving the page. Scores stay digits throughout. */
export const SCRIPT = `'use strict'
const REFRESH_MS = 2000
const form = document.getElementById('update')
const token = document.getElementById('token')
const status = document.getElementById('status')

function ask(path) {
  const headers = token.value === '' ? {} : { authorization: 'Bearer ' + token.value }
  return fetch(path, { headers, cache: 'no-store' })
}

/** Whole numbers beyond 2^53 are kept as their digits. */
function exactly(name, value, context) {
  return typeof value === 'number' && context ? context.source : value
}

function tell(text, isBad) {
  status.textContent = text
  status.classList.toggle('bad', isBad)
}

function cell(kind, text) {
  const element = document.createElement(kind)
  element.textContent = text
  return element
}

function rowOf(player) {
  const row = document.createElement('tr')
  const name = cell('th', player.playerId)
  name.scope = 'row'
  const ms = Number(String(player.timestamp).slice(0, -6))
  const when = cell('time', new Date(ms).toLocaleString())
  const updated = document.createElement('td')
  updated.append(when)
  row.append(cell('td', player.rank), name, cell('td', player.score), updated)
  return row
}

function show({ total, players }) {
  const count = Number(total)
  document.getElementById('caption').textContent =
    count === 0 ? 'No player yet.'
    : players.length < count ? 'The best ' + players.length + ' of ' + count + ' players'
    : count + (count === 1 ? ' player' : ' players')
  document.getElementById('players').replaceChildren(...players.map(rowOf))
}

let shown = ''
let isLost = false
async function refresh() {
  try {
    const answer = await ask('leaderboard')
    if (answer.status === 401) {
      document.getElementById('token-field').hidden = false
    } else if (answer.ok) {
      const text = await answer.text()
      if (text !== shown) show(JSON.parse(text, exactly))
      shown = text
      if (isLost) tell('', false)
      isLost = false
    }
  } catch {
    isLost = true
    tell('This node does not answer.', true)
  }
}

async function send(event) {
  event.preventDefault()
  const data = new URLSearchParams(new FormData(form))
  try {
    const answer = await ask('update?' + data)
    if (answer.ok) tell(data.get('playerId') + ' has ' + data.get('score') + '. Other nodes learn of it by gossip.', false)
    else tell((await answer.json()).detail, true)
  } catch {
    tell('This node does not answer.', true)
  }
  await refresh()
}

async function keepFresh() {
  if (!document.hidden) await refresh()
  setTimeout(keepFresh, REFRESH_MS)
}

form.addEventListener('submit', send)
token.addEventListener('change', refresh)
keepFresh()
`
