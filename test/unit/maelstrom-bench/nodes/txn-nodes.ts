import { smallNode } from './small-node.ts'

export interface TxnFaults {
  /** Whoever writes last, by arrival, wins: nodes end up differently. */
  readonly byArrival?: boolean
  readonly silent?: boolean
  /** Some transactions are refused after their writes were made. */
  readonly dirtyAbort?: boolean
  /** Every step is told to the others by itself. */
  readonly stepwise?: boolean
}

type Step = [string, number, number | null]
interface Version {
  readonly stamp: string
  readonly value: number
}

/** Registers that every node has; a write is told to the others, and the higher stamp wins. */
export function txnNode(faults: TxnFaults = {}) {
  return smallNode((me) => {
    const values = new Map<number, Version>()
    let clock = 0
    let count = 0
    const put = (key: number, version: Version) => {
      const before = values.get(key)
      if (faults.byArrival || !before || version.stamp >= before.stamp) values.set(key, version)
    }
    const tell = (writes: readonly [number, Version][]) => {
      if (faults.silent || writes.length === 0) return
      for (const peer of me.peers) me.tell(peer, { type: 'writes', writes, clock })
    }
    return {
      txn: ({ txn }) => {
        count += 1
        clock += 1
        const writes = new Map<number, Version>()
        const stamp = `${String(clock).padStart(9, '0')} ${me.id}`
        const done = (txn as Step[]).map(([f, key, value]): Step => {
          if (f === 'r') return [f, key, values.get(key)?.value ?? null]
          const version = { stamp, value: Number(value) }
          put(key, version)
          writes.set(key, version)
          if (faults.stepwise) tell([[key, version]])
          return [f, key, value]
        })
        if (!faults.stepwise) tell([...writes])
        if (faults.dirtyAbort && count % 10 === 0) return { type: 'error', code: 30, text: 'conflict' }
        return { type: 'txn_ok', txn: done }
      },
      writes: (body) => {
        clock = Math.max(clock, Number(body['clock']))
        for (const [key, version] of body['writes'] as [number, Version][]) put(key, version)
        return undefined
      },
    }
  })
}
