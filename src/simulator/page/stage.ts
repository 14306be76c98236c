import type { Topology } from '../epidemic/options.ts'
import { Cells } from './cells.ts'
import { DOWN, KNOWS } from './chronicle.ts'
import type { Point } from './geometry.ts'
import { MAX_DRAWN_NODES, type Positions, placeNodes, type Shape } from './layout.ts'
import { type Link, linkKey, placeOf } from './links.ts'
import type { Playback } from './playback.ts'
import type { Surface } from './surface.ts'
import type { Theme } from './theme.ts'

/** More under way at once would hide the nodes. */
const MAX_DRAWN_MESSAGES = 2_000
const MAX_RADIUS = 17
const MIN_RADIUS = 1.5
/** The share of the way on which a lost message fades. */
const LOST_BEFORE = 0.65
const TAIL = 0.14
/** How long a node glows after it has learned, in rounds. */
const GLOW_ROUNDS = 1
/** Numbers in smaller nodes could not be read. */
const MIN_RADIUS_FOR_NUMBERS = 8

export interface Emphasis {
  readonly chosen: number | undefined
  /** Where the mouse is being dragged, and the links that it has gone across. */
  readonly stroke: readonly Point[]
  readonly crossed: readonly Link[]
}

/** Draws the network at the shown moment: nodes and messages one by one, or cells when there are too many. */
export class Stage {
  readonly #surface: Surface
  #playback: Playback
  #positions: Positions
  #isRound = true
  #cells: Cells | undefined

  constructor(surface: Surface, playback: Playback) {
    this.#surface = surface
    this.#playback = playback
    this.#positions = new Float32Array()
    this.use(playback)
  }

  use(playback: Playback): void {
    this.#playback = playback
    const shape = shapeOf(playback)
    const isLarge = playback.nodes > MAX_DRAWN_NODES
    this.#positions = placeNodes(playback.nodes, shape)
    this.#cells = isLarge ? new Cells(this.#positions) : undefined
    this.#isRound = !isLarge && (shape === 'circle' || shape === 'ring')
  }

  /** Round shapes stay round; rows and sides take all the room there is. */
  readonly place = (node: number): Point => {
    const { width, height } = this.#surface
    const side = Math.min(width, height)
    const [across, down] = this.#isRound ? [side, side] : [width, height]
    const { x, y } = placeOf(this.#positions, node, across, down)
    return { x: x + (width - across) / 2, y: y + (height - down) / 2 }
  }

  /** Small enough that neighbours do not touch. */
  get radius(): number {
    const { width, height } = this.#surface
    const room = Math.min(width, height) / Math.sqrt(this.#playback.nodes)
    const first = this.place(0)
    const second = this.#playback.nodes > 1 ? this.place(1) : { x: 0, y: 0 }
    const apart = Math.hypot(first.x - second.x, first.y - second.y)
    return Math.max(MIN_RADIUS, Math.min(MAX_RADIUS, room * 0.26, apart * 0.42))
  }

  draw(theme: Theme, emphasis: Emphasis): void {
    this.#surface.clear()
    if (this.#cells) return this.#drawCells(this.#cells, theme)
    this.#drawLinks(theme, emphasis.crossed)
    this.#drawMessages(theme)
    this.#drawNodes(theme, emphasis.chosen)
    this.#drawStroke(theme, emphasis.stroke)
  }

  #drawCells(cells: Cells, theme: Theme): void {
    const { context, width, height } = this.#surface
    const cellWidth = width / Cells.COLUMNS
    const cellHeight = height / Cells.COLUMNS
    for (const { column, row, know, down } of cells.count(this.#playback.states)) {
      const box = [column * cellWidth, row * cellHeight, cellWidth - 1, cellHeight - 1] as const
      context.globalAlpha = 0.45
      context.fillStyle = theme.ignorant
      context.fillRect(...box)
      context.globalAlpha = know
      context.fillStyle = theme.knows
      context.fillRect(...box)
      context.globalAlpha = down
      context.fillStyle = theme.dead
      context.fillRect(...box)
    }
    context.globalAlpha = 1
  }

  #drawLinks(theme: Theme, crossed: readonly Link[]): void {
    const { links = [], nodes } = this.#playback
    const cut = this.#playback.cutLinks()
    const { context } = this.#surface
    context.lineWidth = 1
    context.strokeStyle = theme.link
    context.globalAlpha = Math.max(0.06, Math.min(0.55, (1.75 * nodes) / (links.length + 1)))
    this.#lines(links.filter((link) => !cut.has(linkKey(link, nodes))))
    context.strokeStyle = theme.lost
    context.globalAlpha = cut.size > 200 ? 0.15 : 0.6
    context.setLineDash([3, 5])
    this.#lines(links.filter((link) => cut.has(linkKey(link, nodes))))
    context.setLineDash([])
    context.globalAlpha = 1
    context.lineWidth = 2
    this.#lines(crossed)
  }

  #lines(links: readonly Link[]): void {
    const { context } = this.#surface
    context.beginPath()
    for (const [a, b] of links) {
      const from = this.place(a)
      const to = this.place(b)
      context.moveTo(from.x, from.y)
      context.lineTo(to.x, to.y)
    }
    context.stroke()
  }

  #drawMessages(theme: Theme): void {
    const { context } = this.#surface
    const { shownMs, chronicle } = this.#playback
    const size = Math.max(2, Math.min(4.5, this.radius * 0.42))
    for (const message of chronicle.messages?.underWay(shownMs, MAX_DRAWN_MESSAGES) ?? []) {
      const { isLost, progress } = message
      const gone = isLost ? progress * LOST_BEFORE : progress
      const from = this.place(message.from)
      const to = this.place(message.to)
      const head = between(from, to, gone)
      const tail = between(from, to, Math.max(0, gone - TAIL))
      const strength = isLost ? 1 - progress : 1
      context.fillStyle = isLost ? theme.lost : theme.message
      context.globalAlpha = strength * 0.45
      wedge(context, tail, head, size)
      context.globalAlpha = strength
      dot(context, head, size)
    }
    context.globalAlpha = 1
  }

  #drawNodes(theme: Theme, chosen: number | undefined): void {
    const { context } = this.#surface
    const { states, nodes } = this.#playback
    const radius = this.radius
    for (let node = 0; node < nodes; node++) {
      const at = this.place(node)
      if (states[node] === KNOWS) this.#drawGlow(node, at, radius, theme)
      context.fillStyle = states[node] === KNOWS ? theme.knows : theme.ignorant
      if (states[node] === DOWN) drawDead(context, at, radius, theme)
      else dot(context, at, radius)
      if (radius >= MIN_RADIUS_FOR_NUMBERS && states[node] !== DOWN)
        drawNumber(context, node, at, radius, states[node] === KNOWS ? theme.surface : theme.ink)
    }
    if (chosen !== undefined && chosen < nodes) {
      context.strokeStyle = theme.ink
      context.lineWidth = 2
      ring(context, this.place(chosen), radius + 4)
    }
  }

  /** Just learned: a ring that widens and fades. */
  #drawGlow(node: number, at: Point, radius: number, theme: Theme): void {
    const { shownMs, roundMs, chronicle } = this.#playback
    const age = (shownMs - chronicle.learnedMs(node)) / (roundMs * GLOW_ROUNDS)
    if (!(age >= 0 && age < 1)) return
    const { context } = this.#surface
    context.globalAlpha = 0.7 * (1 - age)
    context.strokeStyle = theme.knows
    context.lineWidth = 2
    ring(context, at, radius * (1 + age))
    context.globalAlpha = 1
  }

  #drawStroke(theme: Theme, stroke: readonly Point[]): void {
    const [first, ...rest] = stroke
    if (!first) return
    const { context } = this.#surface
    context.strokeStyle = theme.ink
    context.lineWidth = 1.5
    context.beginPath()
    context.moveTo(first.x, first.y)
    for (const { x, y } of rest) context.lineTo(x, y)
    context.stroke()
  }
}

const SHAPES: Readonly<Partial<Record<Topology, Shape>>> = {
  ring: 'ring',
  'small-world': 'ring',
  grid: 'rows',
  'two-regions': 'two-sides',
}

function shapeOf({ options: { topology = 'full' } }: Playback): Shape {
  return SHAPES[topology] ?? 'circle'
}

function between(from: Point, to: Point, share: number): Point {
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }
}

function dot(context: CanvasRenderingContext2D, { x, y }: Point, radius: number): void {
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.fill()
}

/** From a point to as wide as `radius` on both sides. */
function wedge(context: CanvasRenderingContext2D, from: Point, to: Point, radius: number): void {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1
  const aside = { x: ((to.y - from.y) / length) * radius, y: ((from.x - to.x) / length) * radius }
  context.beginPath()
  context.moveTo(from.x, from.y)
  context.lineTo(to.x + aside.x, to.y + aside.y)
  context.lineTo(to.x - aside.x, to.y - aside.y)
  context.fill()
}

function ring(context: CanvasRenderingContext2D, { x, y }: Point, radius: number): void {
  context.beginPath()
  context.arc(x, y, radius, 0, 2 * Math.PI)
  context.stroke()
}

function drawDead(context: CanvasRenderingContext2D, at: Point, radius: number, theme: Theme): void {
  const arm = radius * 0.45
  context.strokeStyle = theme.dead
  context.lineWidth = Math.max(1, radius / 6)
  ring(context, at, radius)
  context.beginPath()
  context.moveTo(at.x - arm, at.y - arm)
  context.lineTo(at.x + arm, at.y + arm)
  context.moveTo(at.x + arm, at.y - arm)
  context.lineTo(at.x - arm, at.y + arm)
  context.stroke()
}

function drawNumber(
  context: CanvasRenderingContext2D,
  node: number,
  { x, y }: Point,
  radius: number,
  colour: string,
): void {
  context.fillStyle = colour
  context.font = `600 ${Math.round(radius * 0.85)}px system-ui, sans-serif`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(String(node), x, y)
}
