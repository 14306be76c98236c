import { OverloadEpisode } from '../flow/overload.ts'
import { UpdateRate } from '../flow/update-rate.ts'
import { type WaitingWrite, WaitingWrites } from '../flow/waiting-writes.ts'
import type { MeshState } from '../state/mesh-state.ts'
import type { DigestRow } from '../wire/messages.ts'
import type { EngineConfig } from './config.ts'
import type { Outbox } from './outbox.ts'
import type { Rumours } from './rumours.ts'

export interface WriteParts {
  readonly config: EngineConfig
  readonly state: MeshState
  readonly rumours: Rumours
  readonly outbox: Outbox
}

/** After this long without a refused write an overload is over. */
const CALM_MS = 5000

/** What this node changes in its own key space: at once, or, when that is faster than the mesh takes it, as soon as may be. */
export class Writes {
  readonly #parts: WriteParts
  readonly #rate: UpdateRate
  readonly #waiting: WaitingWrites
  readonly #overload = new OverloadEpisode(CALM_MS)

  constructor(parts: WriteParts, nowMs: number) {
    this.#parts = parts
    this.#rate = new UpdateRate(parts.config.updateRate, nowMs)
    this.#waiting = new WaitingWrites(parts.config.maxWaitingWrites)
  }

  get waiting(): number {
    return this.#waiting.size
  }

  get perSecond(): number {
    return this.#rate.perSecond
  }

  get overloads(): number {
    return this.#overload.hits
  }

  write(write: WaitingWrite, nowMs: number): void {
    if (this.#waiting.size === 0 && this.#rate.take(nowMs)) return this.#apply(write, nowMs)
    if (this.#waiting.add(write)) return
    this.#refuse(`more than ${this.#parts.config.maxWaitingWrites} keys wait to be changed`, nowMs)
  }

  broadcast(id: string, name: string, bytes: Uint8Array, nowMs: number): void {
    const { state, rumours } = this.#parts
    const result = state.publish(nowMs, name, bytes)
    if (result.ok) return rumours.addBroadcast({ id, version: result.entry.version })
    this.#refuse(`the broadcast "${name}" has no room (${result.code})`, nowMs)
    rumours.addBroadcast({ id, version: 0 })
  }

  /** A peer's digest shows how much of ours it lacks. */
  observe({ generation, max }: DigestRow): void {
    const own = this.#parts.state.version(this.#parts.state.self)
    if (own) this.#rate.observed(generation === own.generation ? own.max - max : own.max)
  }

  wake(nowMs: number): void {
    this.#rate.judge(nowMs)
    while (this.#waiting.size > 0 && this.#rate.take(nowMs)) {
      const write = this.#waiting.take()
      if (write) this.#apply(write, nowMs)
    }
    if (this.#overload.ended(nowMs))
      this.#parts.outbox.event({ kind: 'overload', what: 'writes', begins: false, detail: '' })
  }

  nextWakeMs(nowMs: number): number {
    return this.#waiting.size > 0 ? this.#rate.nextMs(nowMs) : Number.POSITIVE_INFINITY
  }

  #apply(write: WaitingWrite, nowMs: number): void {
    const { state, rumours, outbox } = this.#parts
    if (write.kind === 'delete') {
      const entry = state.delete(nowMs, write.key)
      if (!entry) return
      rumours.keysChanged()
      return outbox.event({ kind: 'entry', owner: state.self, entry })
    }
    const result = state.set(write.key, write.type, write.bytes)
    if (!result.ok) return this.#refuse(`the key "${write.key}" was not set (${result.code})`, nowMs)
    if (!result.changed) return
    rumours.keysChanged()
    outbox.event({ kind: 'entry', owner: state.self, entry: result.entry })
  }

  #refuse(detail: string, nowMs: number): void {
    if (this.#overload.hit(nowMs))
      this.#parts.outbox.event({ kind: 'overload', what: 'writes', begins: true, detail })
  }
}
