import { integerBelow } from '../../../src/base/rng.ts'
import type { NodeProgram } from '../../../src/maelstrom/node/node-port.ts'
import { type NetworkOptions, VirtualNetwork } from './virtual-network.ts'

interface Read {
  readonly atMs: number
  readonly seen: ReadonlySet<number>
}

export interface BroadcastFigures {
  readonly operations: number
  readonly messagesPerOperation: number
  /** As the reference checker judges it: by the last read that missed the value. */
  readonly medianMs: number
  readonly maxMs: number
  readonly lost: readonly number[]
  readonly network: VirtualNetwork
}

export interface BroadcastRun extends NetworkOptions {
  readonly rate: number
  readonly seconds: number
  readonly faults?: (network: VirtualNetwork) => void
  readonly quietSeconds?: number
}

/** The usual load: broadcasts and reads alike, at random nodes, then a pause and a read at each node. */
export function runBroadcast(program: NodeProgram, run: BroadcastRun): BroadcastFigures {
  const network = new VirtualNetwork(program, run)
  const known = new Map<number, number>()
  const reads: Read[] = []
  let operations = 0
  let values = 0
  const read = (node: string) => {
    operations += 1
    const atMs = network.nowMs
    network.ask(node, { type: 'read' }, ({ messages }) => {
      reads.push({ atMs, seen: new Set(messages as number[]) })
    })
  }
  const operate = () => {
    if (network.nowMs >= run.seconds * 1000) return
    const node = network.names[integerBelow(network.random, network.names.length)] ?? ''
    if (network.random.next() < 0.5) read(node)
    else {
      operations += 1
      const message = values++
      network.ask(node, { type: 'broadcast', message }, () => known.set(message, network.nowMs))
    }
    network.after(network.random.next() * (2000 / run.rate), operate)
  }
  operate()
  run.faults?.(network)
  network.runFor(run.seconds * 1000)
  network.heal()
  network.runFor((run.quietSeconds ?? 10) * 1000)
  for (const node of network.names) read(node)
  network.runFor(1000)
  const judged = judge(known, reads)
  return {
    operations,
    messagesPerOperation: network.serverMessages / operations,
    ...judged,
    network,
  }
}

function judge(known: ReadonlyMap<number, number>, reads: readonly Read[]) {
  const lost: number[] = []
  const latencies: number[] = []
  for (const [value, knownMs] of known) {
    let lastAbsentMs = -Infinity
    let lastPresentMs = -Infinity
    for (const { atMs, seen } of reads) {
      if (atMs < knownMs) continue
      if (seen.has(value)) lastPresentMs = Math.max(lastPresentMs, atMs)
      else lastAbsentMs = Math.max(lastAbsentMs, atMs)
    }
    if (lastPresentMs > lastAbsentMs) latencies.push(Math.max(0, lastAbsentMs - knownMs))
    else lost.push(value)
  }
  latencies.sort((a, b) => a - b)
  return {
    lost,
    medianMs: Math.round(latencies[Math.floor(latencies.length / 2)] ?? 0),
    maxMs: Math.round(latencies.at(-1) ?? 0),
  }
}
