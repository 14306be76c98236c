import { integerBelow } from '../../../src/base/rng.ts'
import type { NodeProgram } from '../../../src/maelstrom/node/node-port.ts'
import { type NetworkOptions, VirtualNetwork } from './virtual-network.ts'

export interface HealingRun extends NetworkOptions {
  readonly rate: number
  readonly beforeMs: number
  readonly cutMs: number
  readonly cut: (network: VirtualNetwork) => void
  /** The load ends when the cut begins, or goes on until it is healed and after. */
  readonly load?: 'goes on' | 'one value in the cut'
}

const STEP_MS = 20
const LIMIT_MS = 10_000

/** How long after the healing every node has all that was accepted before it. */
export function healingMs(program: NodeProgram, run: HealingRun): number {
  const network = new VirtualNetwork(program, run)
  const accepted: number[] = []
  const publish = (node: string) => {
    const message = accepted.length
    accepted.push(message)
    network.ask(node, { type: 'broadcast', message })
  }
  let isLoaded = true
  const operate = () => {
    if (!isLoaded) return
    publish(network.names[integerBelow(network.random, network.names.length)] ?? '')
    network.after(network.random.next() * (2000 / run.rate), operate)
  }
  operate()
  network.runFor(run.beforeMs)
  run.cut(network)
  if (run.load === 'one value in the cut') {
    isLoaded = false
    network.runFor(run.cutMs / 2)
    publish(network.names[0] ?? '')
    network.runFor(run.cutMs / 2)
  } else {
    network.runFor(run.cutMs)
  }
  network.heal()
  const wanted = [...accepted]
  for (let afterMs = 0; afterMs <= LIMIT_MS; afterMs += STEP_MS) {
    if (network.names.every((node) => hasAll(network, node, wanted))) return afterMs
    network.runFor(STEP_MS)
  }
  return Infinity
}

function hasAll(network: VirtualNetwork, node: string, wanted: readonly number[]): boolean {
  const seen = new Set(network.answer(node, { type: 'read' })['messages'] as number[])
  return wanted.every((value) => seen.has(value))
}

export const CUTS = {
  'one node': (network: VirtualNetwork) => network.isolate(network.names[0] ?? ''),
  halves: (network: VirtualNetwork) =>
    network.partition(
      network.names.filter((_, index) => index % 2 === 0),
      network.names.filter((_, index) => index % 2 === 1),
    ),
  'two blocks': (network: VirtualNetwork) => {
    const middle = network.names.length >> 1
    network.partition(network.names.slice(0, middle), network.names.slice(middle))
  },
  /** Each node sees a majority, and no two nodes the same. */
  'majorities ring': (network: VirtualNetwork) => {
    const { names } = network
    const reach = Math.ceil((names.length - 1) / 4)
    names.forEach((name, place) => {
      const apart = names.filter((_, other) => {
        const gap = Math.abs(place - other)
        return Math.min(gap, names.length - gap) > reach
      })
      network.partition([name], apart)
    })
  },
} as const
