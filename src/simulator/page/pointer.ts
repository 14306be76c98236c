import type { Point } from './geometry.ts'
import { MAX_DRAWN_NODES } from './layout.ts'
import { crossedLinks, type Link, linkAt, linkKey, nodeAt } from './links.ts'
import type { Playback } from './playback.ts'
import type { Stage } from './stage.ts'

export const TOOLS = ['cut', 'mend', 'kill', 'start'] as const
export type Tool = (typeof TOOLS)[number]

/** A shorter way of the mouse is a click. */
const CLICK_PX = 5
const REACH_PX = 9

export interface PointerActions {
  readonly tool: () => Tool
  readonly playback: () => Playback
  readonly onLinks: (tool: 'cut' | 'mend', links: readonly Link[]) => void
  readonly onNode: (tool: Tool, node: number) => void
  /** Something about the stroke has changed. */
  readonly onStroke: () => void
}

/** The mouse, or a finger, on the stage: a stroke goes across links, a click means the node or the link below it. */
export class StagePointer {
  stroke: Point[] = []
  readonly #crossed = new Map<number, Link>()
  readonly #stage: Stage
  readonly #actions: PointerActions

  constructor(canvas: HTMLCanvasElement, stage: Stage, actions: PointerActions) {
    this.#stage = stage
    this.#actions = actions
    canvas.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return
      canvas.setPointerCapture(event.pointerId)
      this.stroke = [pointOf(event)]
    })
    canvas.addEventListener('pointermove', (event) => this.#move(pointOf(event)))
    canvas.addEventListener('pointerup', (event) => this.#release(pointOf(event)))
    canvas.addEventListener('pointercancel', () => this.#clear())
  }

  get crossed(): readonly Link[] {
    return [...this.#crossed.values()]
  }

  #move(point: Point): void {
    const last = this.stroke.at(-1)
    const tool = this.#actions.tool()
    if (!last || (tool !== 'cut' && tool !== 'mend')) return
    const playback = this.#actions.playback()
    const cut = playback.cutLinks()
    for (const link of crossedLinks(playback.links ?? [], this.#stage.place, last, point)) {
      const key = linkKey(link, playback.nodes)
      if (cut.has(key) === (tool === 'mend')) this.#crossed.set(key, link)
    }
    this.stroke.push(point)
    this.#actions.onStroke()
  }

  #release(point: Point): void {
    const [first] = this.stroke
    const { crossed } = this
    this.#clear()
    if (!first) return
    const tool = this.#actions.tool()
    const isClick = Math.hypot(point.x - first.x, point.y - first.y) <= CLICK_PX
    if (isClick && crossed.length === 0) this.#click(tool, point)
    else if (crossed.length > 0 && (tool === 'cut' || tool === 'mend')) this.#actions.onLinks(tool, crossed)
  }

  #click(tool: Tool, point: Point): void {
    const { nodes, links = [] } = this.#actions.playback()
    // A cell is no node.
    if (nodes > MAX_DRAWN_NODES) return
    const reach = Math.max(this.#stage.radius, REACH_PX)
    const node = nodeAt(nodes, this.#stage.place, point, reach)
    if (node !== undefined) return this.#actions.onNode(tool, node)
    const link = linkAt(links, this.#stage.place, point, REACH_PX)
    if (link && (tool === 'cut' || tool === 'mend')) this.#actions.onLinks(tool, [link])
  }

  #clear(): void {
    this.stroke = []
    this.#crossed.clear()
    this.#actions.onStroke()
  }
}

function pointOf({ offsetX, offsetY }: PointerEvent): Point {
  return { x: offsetX, y: offsetY }
}
