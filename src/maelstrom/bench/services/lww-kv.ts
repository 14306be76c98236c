import { integerBelow, type RandomStream } from '../../../base/rng.ts'
import type { Body } from '../../protocol/envelope.ts'
import { keyOf, kvStep, noKey } from './kv-step.ts'
import type { Service } from './service.ts'

interface Replica {
  clock: number
  readonly values: Map<string, { readonly ts: number; readonly value: string }>
}

/** Two replicas that merge now and then; the last writer wins by a logical clock. Deliberately weak. */
export class LwwKv implements Service {
  readonly #replicas: readonly Replica[] = [
    { clock: 0, values: new Map() },
    { clock: 0, values: new Map() },
  ]
  readonly #random: RandomStream

  constructor(random: RandomStream) {
    this.#random = random
  }

  handle(_caller: string, request: Body): Body {
    const key = keyOf(request)
    if (key === undefined) return noKey()
    const target = integerBelow(this.#random, 2)
    merge(this.#replica(1 - target), this.#replica(target))
    const replica = this.#replica(integerBelow(this.#random, 2))
    const { reply, write } = kvStep(replica.values.get(key)?.value, request, { canCreate: false })
    if (write !== undefined) {
      replica.values.set(key, { ts: replica.clock, value: write })
      replica.clock += 1
    }
    return reply
  }

  #replica(index: number): Replica {
    return this.#replicas[index] ?? { clock: 0, values: new Map() }
  }
}

function merge(from: Replica, into: Replica): void {
  for (const [key, theirs] of from.values) {
    const ours = into.values.get(key)
    if (!ours || theirs.ts > ours.ts) into.values.set(key, theirs)
  }
  into.clock = Math.max(into.clock, from.clock)
}
