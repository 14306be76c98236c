import { integerBelow } from '../../../base/rng.ts'
import { GCounter } from '../../../gossip/crdt/g-counter.ts'
import { PnCounter } from '../../../gossip/crdt/pn-counter.ts'
import type { NodeProgram } from '../../node/node-port.ts'
import { nodeProgram } from '../../node/program.ts'
import { phased } from '../spread/phased.ts'
import { bytesOfText, textOfBytes } from './bytes-text.ts'
import { counterRequests } from './requests.ts'

/** A read is behind by a period and two ways at most: below a second with 100 ms between nodes. */
const PERIOD_MS = 770
const RETRY_MS = 1000
/** Two lives of one node count apart: the second has forgotten how far the first had counted. */
const LIVES = 2 ** 32

interface Mergeable<T> {
  readonly value: number
  merge(other: T): T
  encode(): Uint8Array
}

interface Kind<T extends Mergeable<T>> {
  readonly empty: T
  readonly add: (counter: T, actor: string, by: number) => T
  readonly decode: (bytes: Uint8Array) => T | undefined
  readonly onlyGrows: boolean
}

/** Every node counts for itself and tells the others how far it has come; the value is the sum. */
function crdtCounter<T extends Mergeable<T>>(kind: Kind<T>): NodeProgram {
  return nodeProgram((context) => {
    const actor = `${context.self}:${integerBelow(context.host.random, LIVES)}`
    let own = kind.empty
    let all = kind.empty
    let isTold = true
    const spread = phased({ periodMs: PERIOD_MS, retryMs: RETRY_MS })(context, {
      deliver: (entries) => {
        const bytes = bytesOfText(entries.at(-1))
        const told = bytes && kind.decode(bytes)
        if (told) all = all.merge(told)
      },
      gather: () => {
        if (isTold) return []
        isTold = true
        return [textOfBytes(own.encode())]
      },
    })
    const counter = {
      add: (delta: number) => {
        if (delta === 0) return
        own = kind.add(own, actor, delta)
        all = all.merge(own)
        isTold = false
      },
      get value() {
        return all.value
      },
    }
    return { ...spread.handlers, ...counterRequests(counter, kind.onlyGrows) }
  })
}

export const gCounter = crdtCounter<GCounter>({
  empty: GCounter.empty,
  add: (counter, actor, by) => counter.increment(actor, by),
  decode: (bytes) => GCounter.decode(bytes),
  onlyGrows: true,
})

export const pnCounter = crdtCounter<PnCounter>({
  empty: PnCounter.empty,
  add: (counter, actor, by) => counter.add(actor, by),
  decode: (bytes) => PnCounter.decode(bytes),
  onlyGrows: false,
})
