import { integerBelow } from '../../../src/base/rng.ts'
import type { NodeProgram } from '../../../src/maelstrom/node/node-port.ts'
import { StoredKeys } from './stored-keys.ts'
import { type NetworkOptions, VirtualNetwork } from './virtual-network.ts'

type Polled = Readonly<Record<string, ReadonlyArray<readonly [offset: number, message: number]>>>

interface Sent {
  readonly key: string
  readonly offset: number
  readonly message: number
  readonly atMs: number
}

export interface KafkaFigures {
  readonly network: VirtualNetwork
  readonly keys: StoredKeys
  readonly messagesPerOperation: number
  readonly sent: readonly Sent[]
  /** What each node's reader has seen, by key, in the order of its polls. */
  readonly seen: ReadonlyMap<string, ReadonlyMap<string, ReadonlyArray<readonly [number, number]>>>
  /** From the answer to a send until a poll at every node has shown it, at the longest. */
  readonly visibleMs: number
}

const KEYS = ['a', 'b', 'c', 'd']
const SETTLING_MS = 3000
const FINAL_POLLS = 200

/** Sends and polls alike at random nodes; one reader per node follows all keys. */
export function runKafka(
  program: NodeProgram,
  options: NetworkOptions & {
    readonly rate: number
    readonly seconds: number
    readonly faults?: (network: VirtualNetwork) => void
  },
): KafkaFigures {
  const network = new VirtualNetwork(program, options)
  const keys = new StoredKeys()
  network.service('lin-kv', keys.service)
  const seen = new Map(
    network.names.map((node) => [node, new Map(KEYS.map((key) => [key, [] as Array<[number, number]>]))]),
  )
  const sent: Sent[] = []
  const shownAtMs = new Map<number, number[]>()
  let operations = 0
  const poll = (node: string) => {
    const positions = KEYS.map((key) => [key, (seen.get(node)?.get(key)?.at(-1)?.[0] ?? -1) + 1])
    network.ask(node, { type: 'poll', offsets: Object.fromEntries(positions) }, ({ msgs }) => {
      for (const [key, messages] of Object.entries((msgs ?? {}) as Polled)) {
        for (const [offset, message] of messages) {
          // Two polls may be under way at once.
          if (offset <= (seen.get(node)?.get(key)?.at(-1)?.[0] ?? -1)) continue
          seen.get(node)?.get(key)?.push([offset, message])
          shownAtMs.set(message, [...(shownAtMs.get(message) ?? []), network.nowMs])
        }
      }
    })
  }
  const operate = () => {
    if (network.nowMs >= options.seconds * 1000) return
    const message = operations++
    const node = network.names[integerBelow(network.random, network.names.length)] ?? ''
    const key = KEYS[integerBelow(network.random, KEYS.length)] ?? ''
    if (network.random.next() < 0.5) poll(node)
    else {
      network.ask(node, { type: 'send', key, msg: message }, ({ offset }) => {
        if (typeof offset === 'number') sent.push({ key, offset, message, atMs: network.nowMs })
      })
    }
    network.after(network.random.next() * (2000 / options.rate), operate)
  }
  operate()
  options.faults?.(network)
  network.runFor(options.seconds * 1000)
  network.heal()
  network.runFor(SETTLING_MS)
  const { serverMessages } = network
  for (let turn = 0; turn < FINAL_POLLS; turn++) {
    for (const node of network.names) poll(node)
    network.runFor(20)
  }
  // What was sent last is seen by the polls at the end, whenever those come.
  const early = sent.filter(({ atMs }) => atMs < (options.seconds - 1) * 1000)
  const visible = early.map(({ message, atMs }) => Math.max(...(shownAtMs.get(message) ?? [Infinity])) - atMs)
  return {
    network,
    keys,
    messagesPerOperation: serverMessages / operations,
    sent,
    seen,
    visibleMs: Math.max(...visible),
  }
}
