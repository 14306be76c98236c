import { describe, expect, it } from '@jest/globals'
import { seededStream } from '../../../src/base/rng.ts'
import { VirtualClock } from '../../../src/maelstrom/bench/clock/virtual-clock.ts'
import {
  isolateOne,
  majoritiesRing,
  minority,
  randomHalves,
} from '../../../src/maelstrom/bench/network/grudges.ts'
import { Journal, MAX_TYPES } from '../../../src/maelstrom/bench/network/journal.ts'
import { drawLatency, type Latency } from '../../../src/maelstrom/bench/network/latency.ts'
import { Nemesis } from '../../../src/maelstrom/bench/network/nemesis.ts'
import { type Delivery, Network } from '../../../src/maelstrom/bench/network/network.ts'
import { topologyOf } from '../../../src/maelstrom/bench/network/topologies.ts'

const nodes = ['n0', 'n1', 'n2', 'n3', 'n4']

function world(
  latency: Latency = { meanMs: 100, kind: 'constant' },
  loss = 0,
  delivery: Delivery = 'prompt',
) {
  const clock = new VirtualClock()
  const journal = new Journal(true)
  const network = new Network(clock, { latency, loss, delivery }, seededStream(1, 'network'), journal)
  const received: string[] = []
  for (const id of [...nodes, 'c0', 'seq-kv'])
    network.attach(id, ({ src, body }) => received.push(`${src}>${id} ${body.type} ${clock.nowMs()}`))
  const send = (src: string, dest: string, type = 'x') => network.send({ src, dest, body: { type } })
  const play = () => {
    while (clock.step());
    return received
  }
  return { clock, journal, network, send, play }
}

describe('the network', () => {
  it('[GLOM-5] delays messages between servers and to services, and none to or from clients', () => {
    const { send, play } = world()
    send('n0', 'n1')
    send('n0', 'seq-kv')
    send('seq-kv', 'n0')
    send('c0', 'n0')
    send('n0', 'c0')
    expect(play()).toEqual(['c0>n0 x 0', 'n0>c0 x 0', 'n0>n1 x 100', 'n0>seq-kv x 100', 'seq-kv>n0 x 100'])
  })

  it('[GLOM-5] loses what is under way when a partition comes, and only between those whom it parts', () => {
    const { clock, network, send, play } = world()
    send('n0', 'n1')
    send('n2', 'n1')
    send('c0', 'n0')
    clock.after(50, () => network.partition(new Map([['n1', new Set(['n0'])]])))
    expect(play()).toEqual(['c0>n0 x 0', 'n2>n1 x 100'])
  })

  it('[GLOM-5] lets messages overtake each other when latencies differ', () => {
    const { send, play } = world({ meanMs: 100, kind: 'exponential' })
    for (let index = 0; index < 20; index++) send('n0', 'n1', String(index))
    const order = play().map((line) => Number(line.split(' ')[1]))
    expect(order).not.toEqual(order.toSorted((a, b) => a - b))
  })

  it('[GLOM-19] held: what comes while a message is on its way to a node waits behind it', () => {
    const { clock, network, send, play } = world(undefined, 0, 'held')
    clock.after(10, () => send('n0', 'n1'))
    clock.after(20, () => send('c0', 'n1', 'early'))
    clock.after(20, () => send('c0', 'n2', 'elsewhere'))
    clock.after(30, () => send('n2', 'n1'))
    clock.after(111, () => send('c0', 'n1', 'late'))
    clock.after(50, () => network.partition(new Map([['n1', new Set(['n0', 'n2'])]])))
    clock.after(125, () => network.heal())
    // The first was taken before the partition came, and the second in it: it is judged then, and waited for no more.
    expect(play()).toEqual(['c0>n2 elsewhere 20', 'n0>n1 x 110', 'c0>n1 early 110', 'c0>n1 late 111'])
  })

  it('[GLOM-5] draws latencies with the mean that was asked', () => {
    const random = seededStream(1, 'latency')
    for (const kind of ['uniform', 'exponential'] as const) {
      const drawn = Array.from({ length: 20_000 }, () => drawLatency({ meanMs: 100, kind }, random))
      const mean = drawn.reduce((a, b) => a + b, 0) / drawn.length
      expect(Math.abs(mean - 100)).toBeLessThan(3)
      if (kind === 'uniform') expect([Math.min(...drawn), Math.max(...drawn)]).toEqual([0, 200])
    }
  })

  it('[GLOM-5] counts messages by type, the most frequent first, and the many together', () => {
    const journal = new Journal(false)
    const add = (type: string) => journal.add({ kind: 'send', atMs: 0, id: 0, src: 'n0', dest: 'n1', type })
    for (let type = 0; type < MAX_TYPES; type++) add(`t${type}`)
    for (const type of ['t7', 'x', 'y', 'z', 't7', 't7', 't7']) add(type)
    const types = Object.entries(journal.stats(1)['servers-by-type'])
    expect(types.slice(0, 2)).toEqual([
      ['t7', 5],
      ['other', 3],
    ])
    expect(types).toHaveLength(MAX_TYPES + 1)
  })

  it('[GLOM-5] counts every message that was sent, also a lost one, apart for clients and servers', () => {
    const { journal, send, play } = world({ meanMs: 1, kind: 'constant' }, 1)
    send('n0', 'n1')
    send('n0', 'lin-tso')
    send('n0', 'seq-kv')
    send('c0', 'n0')
    play()
    const stats = journal.stats(4)
    expect(stats.servers).toEqual({ 'send-count': 2, 'recv-count': 0, 'msg-count': 2, 'msgs-per-op': 0.5 })
    expect(Object.values(stats['servers-by-type'])).toEqual([2])
    expect(stats.clients).toEqual({ 'send-count': 1, 'recv-count': 1, 'msg-count': 1 })
    expect(stats.all).toMatchObject({ 'msg-count': 3, 'msgs-per-op': 0.75 })
    expect(journal.entries.map(({ kind }) => kind)).toEqual(['send', 'send', 'send', 'recv', 'lost', 'lost'])
  })

  it('[GLOM-5] delivers nothing to a receiver that does not exist, and says so', () => {
    const { send, play } = world()
    expect(send('n0', 'n9')).toBe('n0 sent x to "n9", which does not exist')
    expect(play()).toEqual([])
  })

  it('[GLOM-5] carries text: what a sender changes afterwards arrives unchanged', () => {
    const { clock, network } = world()
    const seen: unknown[] = []
    network.attach('n7', ({ body }) => seen.push(body['list']))
    const list = [1]
    network.send({ src: 'n0', dest: 'n7', body: { type: 'x', list } })
    list.push(2)
    while (clock.step());
    expect(seen).toEqual([[1]])
  })
})

describe('partitions', () => {
  const heard = (grudge: ReadonlyMap<string, ReadonlySet<string>>) =>
    nodes.map((node) => nodes.filter((other) => !grudge.get(node)?.has(other)).join(''))

  it('[GLOM-6] isolate one node, halve the nodes, cut off fewer than a third, or give each its own majority', () => {
    expect(heard(isolateOne(nodes))).toEqual(['n0', ...Array.from({ length: 4 }, () => 'n1n2n3n4')])
    expect(heard(randomHalves(nodes))).toEqual(['n0n1', 'n0n1', 'n2n3n4', 'n2n3n4', 'n2n3n4'])
    expect(heard(minority(nodes))[0]).toBe('n0')
    const ring = heard(majoritiesRing(nodes))
    expect(ring.every((one) => one.length === 6)).toBe(true)
    expect(new Set(ring).size).toBe(5)
  })

  it('[GLOM-6] come and go in turns, by chance, and are gone for good at the end', () => {
    const { clock, network, send, play } = world()
    const nemesis = new Nemesis(clock, network, nodes, seededStream(2, 'nemesis'), 1000)
    nemesis.start()
    while (clock.nowMs() < 60_000) clock.step()
    nemesis.stop()
    const kinds = nemesis.events.map(({ what }) => what)
    expect(kinds.length).toBeGreaterThan(30)
    expect(kinds.filter((_, index) => index % 2 === 0).every((what) => what === 'partition')).toBe(true)
    expect(kinds.at(-1)).toBe('heal')
    for (const node of nodes.slice(1)) send('n0', node)
    expect(play()).toHaveLength(4)
  })
})

describe('topologies', () => {
  it('[GLOM-6] link the nodes as their names say, both ways', () => {
    expect(topologyOf('line', nodes)['n1']).toEqual(['n0', 'n2'])
    expect(topologyOf('grid', nodes)).toEqual({
      n0: ['n1', 'n3'],
      n1: ['n0', 'n2', 'n4'],
      n2: ['n1'],
      n3: ['n0', 'n4'],
      n4: ['n1', 'n3'],
    })
    expect(topologyOf('tree2', nodes)['n1']).toEqual(['n0', 'n3', 'n4'])
    expect(topologyOf('tree4', nodes)['n0']).toEqual(['n1', 'n2', 'n3', 'n4'])
    expect(topologyOf('total', nodes)['n2']).toEqual(['n0', 'n1', 'n3', 'n4'])
  })
})
