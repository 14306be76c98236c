import { integerBelow, type RandomStream } from '../../../base/rng.ts'
import type { Body } from '../../protocol/envelope.ts'
import { keyOf, kvStep, noKey } from './kv-step.ts'
import type { Service } from './service.ts'

const STATES_KEPT = 32

/** From the state before it to this one: the one key that changed. */
interface Change {
  readonly key: string
  readonly before: string | undefined
}

/**
 * Sequentially consistent and no more: a caller may be shown any of the last states, but none before one it has seen. Its
 * own change is made on the newest state and brings it up to date. Only the newest state is held, and what led to it.
 */
export class SeqKv implements Service {
  readonly #newest = new Map<string, string>()
  /** The last of them led to the newest state. */
  readonly #changes: Change[] = []
  #index = 0
  readonly #seen = new Map<string, number>()
  readonly #random: RandomStream

  constructor(random: RandomStream) {
    this.#random = random
  }

  handle(caller: string, request: Body): Body {
    const key = keyOf(request)
    if (key === undefined) return noKey()
    const oldest = this.#index - this.#changes.length
    const low = Math.max(this.#seen.get(caller) ?? 0, oldest)
    const chosen = low + integerBelow(this.#random, this.#index - low + 1)
    const shown = this.#valueAt(key, chosen)
    const first = kvStep(shown, request, { canCreate: true })
    if (first.write === undefined || first.write === shown) {
      this.#seen.set(caller, chosen)
      return first.reply
    }
    return this.#onNewest(caller, key, request)
  }

  #onNewest(caller: string, key: string, request: Body): Body {
    const before = this.#newest.get(key)
    const { reply, write } = kvStep(before, request, { canCreate: true })
    if (write !== undefined) this.#newest.set(key, write)
    this.#changes.push({ key, before })
    if (this.#changes.length >= STATES_KEPT) this.#changes.shift()
    this.#index += 1
    this.#seen.set(caller, this.#index)
    return reply
  }

  #valueAt(key: string, index: number): string | undefined {
    const since = this.#changes.slice(this.#changes.length - (this.#index - index))
    const change = since.find((one) => one.key === key)
    return change ? change.before : this.#newest.get(key)
  }
}
