import { TICKS_PER_MS } from '../../epidemic/options.ts'
import type { EpidemicObserver } from '../../epidemic/report.ts'
import { type FlowEvent, MOST_FLOW_EVENTS } from '../html/flow.ts'

/** What a page shows of the first broadcast: its way from node to node, and how many have it when. */
export class Recording {
  readonly #events: FlowEvent[] = []
  readonly #reachedAt: number[] = []
  #leftOut = 0
  readonly #keepsFlow: boolean

  constructor(keepsFlow: boolean) {
    this.#keepsFlow = keepsFlow
  }

  readonly observer: EpidemicObserver = {
    message: (atMs, from, to, broadcast, type, _hops, dropped, arrivesMs) => {
      if (broadcast !== 0 || type === 'ping' || type === 'ack') return
      // Whether it brings news shows when it arrives.
      this.#add({ atMs: dropped ? atMs : arrivesMs, from, to, look: dropped ? 'lost' : 'again' })
    },
    delivery: (atMs, node, from, broadcast) => {
      if (broadcast !== 0) return
      this.#reachedAt.push(atMs)
      if (node !== from) this.#add({ atMs, from, to: node, look: 'new', becomes: 'has' })
    },
    membership: (atMs, node, up) => {
      this.#add({ atMs, to: node, look: up ? 'comes' : 'goes', becomes: up ? 'lacks' : 'off' })
    },
  }

  /** When the first, the second, … node had it; nodes that come back and get it again count again. */
  get reachedAt(): readonly number[] {
    return this.#reachedAt
  }

  get leftOut(): number {
    return this.#leftOut
  }

  /** In order of time; an arrival that brought news is not told twice. */
  events(): FlowEvent[] {
    const news = new Set(this.#events.filter(({ look }) => look === 'new').map(keyOf))
    return this.#events
      .filter((event) => event.look !== 'again' || !news.has(keyOf(event)))
      .toSorted((a, b) => a.atMs - b.atMs)
  }

  #add(event: FlowEvent): void {
    if (!this.#keepsFlow) return
    if (this.#events.length < MOST_FLOW_EVENTS) this.#events.push(event)
    else this.#leftOut += 1
  }
}

/** Which arrival: at whom, from whom, at which tick. */
function keyOf({ atMs, from = -1, to }: FlowEvent): string {
  return `${Math.round(atMs * TICKS_PER_MS)} ${from} ${to}`
}
