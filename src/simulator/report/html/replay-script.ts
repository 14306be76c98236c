/** Moves through the events of the flow: by the slider, its keys, or the button. */
export const REPLAY_SCRIPT = `'use strict'
const SVG = 'http://www.w3.org/2000/svg'
const LONGEST_PLAY_MS = 12000
const EVENT_MS = 250
const RECENT = 6
const at = (id) => document.getElementById(id)
const { names, places, bow, looks, states, initial, counted, cursor, events } = JSON.parse(at('flow-data').textContent)
const slider = at('step')
const button = at('play')
const edges = at('edges')
const nodes = [...at('nodes').children]
const now = cursor && at(cursor.id)

function edge([, from, to, look], isOld) {
  const [x1, y1] = places[from]
  const [x2, y2] = places[to]
  const bend = (a, b) => Math.round((a + b) * bow.keep + bow.add)
  const path = document.createElementNS(SVG, 'path')
  const { tone, isDashed } = looks[look]
  path.setAttribute('class', 'edge tone-' + tone + (isDashed ? ' dashed' : '') + (isOld ? ' old' : ''))
  path.setAttribute('d', 'M' + x1 + ' ' + y1 + 'Q' + bend(x1, x2) + ' ' + bend(y1, y2) + ' ' + x2 + ' ' + y2)
  return path
}

function classOf(state) {
  const { tone, isHollow } = states[state]
  return tone ? 'node ' + (isHollow ? 'hollow' : 'filled') + ' tone-' + tone : 'node'
}

function told(event, count) {
  const sum = ' (' + count + ' of ' + names.length + ' ' + states[counted].words + ')'
  if (!event) return 'The beginning' + sum
  const [ms, from, to, look] = event
  const who = from < 0 ? names[to] : names[from] + ' \u2192 ' + names[to]
  return ms.toFixed(1) + ' ms: ' + who + ': ' + looks[look].words + sum
}

function show(step) {
  const past = events.slice(0, step)
  const current = [...initial]
  for (const event of past) if (event.length > 4) current[event[2]] = event[4]
  nodes.forEach((node, index) => node.setAttribute('class', classOf(current[index])))
  const isEnd = step === events.length
  const drawn = past.filter(([, from]) => from >= 0)
  const recent = drawn.slice(-RECENT)
  const older = drawn.slice(0, -RECENT).filter(([, , , look]) => looks[look].stays)
  edges.replaceChildren(
    ...older.map((event) => edge(event, true)),
    ...recent.filter(([, , , look]) => !isEnd || looks[look].stays).map((event) => edge(event, isEnd)),
  )
  const last = past[past.length - 1]
  const text = told(last, current.filter((state) => state === counted).length)
  at('told').textContent = text
  slider.setAttribute('aria-valuetext', text)
  if (!now) return
  const ms = last ? last[0] : cursor.fromMs
  now.hidden = false
  now.style.left = Math.max(0, Math.min(1, (ms - cursor.fromMs) / (cursor.toMs - cursor.fromMs))) * 100 + '%'
}

let playing = 0
function pause() {
  cancelAnimationFrame(playing)
  playing = 0
  button.textContent = 'Play'
}

function play() {
  const from = Number(slider.value) >= events.length ? 0 : Number(slider.value)
  const perMs = Math.max(1 / EVENT_MS, events.length / LONGEST_PLAY_MS)
  let began
  const turn = (ms) => {
    began ??= ms
    const step = Math.min(events.length, Math.floor(from + (ms - began) * perMs))
    slider.value = step
    show(step)
    if (step < events.length) playing = requestAnimationFrame(turn)
    else pause()
  }
  button.textContent = 'Pause'
  playing = requestAnimationFrame(turn)
}

slider.addEventListener('input', () => {
  pause()
  show(Number(slider.value))
})
button.addEventListener('click', () => (playing ? pause() : play()))
at('controls').hidden = false
show(events.length)
`
