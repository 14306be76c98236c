import { typeOfCode } from '../../../gossip/wire/bodies.ts'
import { TYPE_AT } from '../../../gossip/wire/header.ts'
import { Tally } from '../../world/tally.ts'
import type { Traffic } from '../cluster-report.ts'
import type { SimNode } from '../sim-node.ts'

/** Who sends how much of what. */
export class TrafficCount {
  readonly #frames = new Tally()
  readonly #bytes = new Tally()
  readonly #byNode = new Map<string, { frames: number; bytes: number }>()
  #dropped = 0

  see(from: SimNode, frame: Uint8Array, arrives: boolean): void {
    const type = typeOfCode(frame[TYPE_AT] ?? 0) ?? 'unknown'
    this.#frames.add(type)
    this.#bytes.add(type, frame.length)
    if (!arrives) this.#dropped += 1
    const sent = this.#byNode.get(from.name) ?? { frames: 0, bytes: 0 }
    sent.frames += 1
    sent.bytes += frame.length
    this.#byNode.set(from.name, sent)
  }

  traffic(nodes: readonly string[], ms: number): Traffic {
    const byNode = nodes.map((node) => ({ node, ...(this.#byNode.get(node) ?? { frames: 0, bytes: 0 }) }))
    const frames = byNode.reduce((sum, one) => sum + one.frames, 0)
    const bytes = byNode.reduce((sum, one) => sum + one.bytes, 0)
    const perSecondAndNode = (count: number) => (count * 1_000) / ms / nodes.length
    return {
      frames,
      bytes,
      framesPerSecondAndNode: perSecondAndNode(frames),
      bytesPerSecondAndNode: perSecondAndNode(bytes),
      droppedFrames: this.#dropped,
      framesByType: this.#frames.counts(),
      bytesByType: this.#bytes.counts(),
      byNode,
    }
  }
}
