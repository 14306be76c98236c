import type { Violation } from '../../world/violation.ts'
import type { MeshEvent } from '../../../gossip/engine/effect.ts'
import { spreadOf } from '../measures/spread-of-samples.ts'
import type { BroadcastsReport } from '../cluster-report.ts'
import { Connections } from '../connections.ts'
import type { SimNode } from '../sim-node.ts'

interface Sent {
  readonly origin: SimNode
  readonly atMs: number
  /** Who has to get it: whoever was connected with the origin when it was sent, for as long as it lives. */
  readonly wanting: Set<SimNode>
  readonly got: Set<SimNode>
  lastMs: number
}

const NAME = 'news'
const encoder = new TextEncoder()

/** Broadcasts, and where they came. */
export class BroadcastWatch {
  readonly #sent = new Map<string, Sent>()
  readonly #violations: Violation[] = []
  readonly #connections = new Connections()
  #doubled = 0

  send(origin: SimNode, live: readonly SimNode[], nowMs: number): void {
    const id = `${NAME}-${this.#sent.size}`
    const wanting = new Set(live.filter((node) => this.#connections.sinceMs(node, origin.name) !== undefined))
    this.#sent.set(id, { origin, atMs: nowMs, wanting, got: new Set(), lastMs: nowMs })
    origin.command({ kind: 'broadcast', id, name: id, bytes: encoder.encode('Hello, cluster!') })
  }

  see(node: SimNode, event: MeshEvent, nowMs: number): void {
    this.#connections.see(node, event, nowMs)
    if (event.kind !== 'broadcast') return
    const sent = this.#sent.get(event.name)
    if (!sent) return this.#violated('nothing is made up', `${event.name} at ${node.name}`)
    if (sent.got.has(node)) {
      this.#doubled += 1
      this.#violated('no broadcast comes twice', `${event.name} at ${node.name}`)
    }
    sent.got.add(node)
    sent.lastMs = nowMs
  }

  violations(): readonly Violation[] {
    return this.#violations
  }

  /** Of processes that have survived, at processes that have survived. */
  missed(): Violation[] {
    return [...this.#sent].flatMap(([id, { origin, wanting, got }]) =>
      [...wanting]
        .filter((node) => origin.isAlive && node.isAlive && !got.has(node))
        .map((node) => ({ rule: 'no broadcast is lost', detail: `${id} of ${origin.name} at ${node.name}` })),
    )
  }

  report(): BroadcastsReport {
    const samples = [...this.#sent.values()]
      .filter(({ got }) => got.size > 0)
      .map(({ atMs, lastMs }) => lastMs - atMs)
    return {
      sent: this.#sent.size,
      missed: this.missed().length,
      doubled: this.#doubled,
      spread: spreadMs(samples),
    }
  }

  #violated(rule: string, detail: string): void {
    this.#violations.push({ rule, detail })
  }
}

/** Without samples there is no middle. */
export function spreadMs(samples: readonly number[]): BroadcastsReport['spread'] {
  const { p50, max, count } = spreadOf(samples)
  return count === 0 ? { count } : { p50, max, count }
}
