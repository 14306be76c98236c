import { integerBelow } from '../../../base/rng.ts'
import { GCounter } from '../../../gossip/crdt/g-counter.ts'
import { PnCounter } from '../../../gossip/crdt/pn-counter.ts'
import type { NodeProgram } from '../../node/node-port.ts'
import { nodeProgram } from '../../node/program.ts'
import { SharedState } from '../spread/shared-state.ts'
import { bytesOfText, textOfBytes } from './bytes-text.ts'
import { counterRequests } from './requests.ts'

/** A read is behind by a period and two ways at most: below a second with 100 ms between nodes. */
const PERIOD_MS = 785
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

/** Every node counts for itself and tells the others what it knows of all; the value is the sum. */
function crdtCounter<T extends Mergeable<T>>(kind: Kind<T>): NodeProgram {
  return nodeProgram((context) => {
    const actor = `${context.self}:${integerBelow(context.host.random, LIVES)}`
    let counts = kind.empty
    const shared = new SharedState(context, PERIOD_MS, {
      get text() {
        return textOfBytes(counts.encode())
      },
      merge: (text) => {
        const bytes = bytesOfText(text)
        const told = bytes && kind.decode(bytes)
        if (told) counts = counts.merge(told)
        return told !== undefined
      },
    })
    const counter = {
      add: (delta: number) => {
        counts = kind.add(counts, actor, delta)
      },
      get value() {
        return counts.value
      },
    }
    return { ...shared.handlers, ...counterRequests(counter, kind.onlyGrows) }
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
