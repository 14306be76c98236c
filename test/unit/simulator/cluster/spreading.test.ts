import { describe, expect, it } from '@jest/globals'
import { presetConfig } from '../../../../src/gossip/engine/config.ts'
import { ClusterWorld, NO_DELAY } from '../../../../src/simulator/cluster/cluster-world.ts'
import { drawClock } from '../../../../src/simulator/cluster/node-clock.ts'
import type { SimNode } from '../../../../src/simulator/cluster/sim-node.ts'

const NODES = 12
const LINKS = { ...NO_DELAY, fastestMs: 5, slowestMs: 20 }
const HELLO = new TextEncoder().encode('Hello, cluster!')

interface Told {
  readonly world: ClusterWorld
  /** When each node was told of the broadcast, since it was sent. */
  readonly toldMs: ReadonlyMap<string, number>
}

/** A formed mesh in which `origin` broadcasts now. */
function broadcastBy(origin: number, prepare: (world: ClusterWorld) => void = () => {}): Told {
  const world = new ClusterWorld({ seed: 1, nodes: NODES, config: presetConfig('local'), links: LINKS })
  world.form(200, 3_000)
  prepare(world)
  const sentMs = world.nowMs
  const toldMs = new Map<string, number>()
  world.onEvent((node, event) => {
    if (event.kind === 'broadcast') toldMs.set(node.name, world.nowMs - sentMs)
  })
  world.node(origin).command({ kind: 'broadcast', id: 'b', name: 'b', bytes: HELLO })
  return { world, toldMs }
}

function names(nodes: readonly SimNode[]): string[] {
  return nodes.map(({ name }) => name).toSorted()
}

describe('news in a mesh of real engines', () => {
  it.each([0, 1, 5, NODES - 1])(
    '[CLU-22] reaches all others although its origin, node-%i, dies after the first hop',
    (origin) => {
      const { world, toldMs } = broadcastBy(origin)
      expect(world.playUntil(() => toldMs.size > 0, 100, 1)).toBe(true)
      expect(toldMs.size).toBeLessThan(NODES - 1)
      world.node(origin).kill()
      world.play(3_000)
      expect([...toldMs.keys()].toSorted()).toEqual(names(world.live))
    },
  )

  it.each([0, 3, 7])('[CLU-22] reaches all others although node-%i dies at that moment', (victim) => {
    const { world, toldMs } = broadcastBy(9)
    world.node(victim).kill()
    world.play(3_000)
    expect([...toldMs.keys()].toSorted()).toEqual(names(world.live.filter(({ name }) => name !== 'node-9')))
  })

  it('[CLU-23] one peer that is slow by 2 s does not delay the others', () => {
    const [plain, slow] = [false, true].map((isSlow) => {
      const { world, toldMs } = broadcastBy(0, ({ links }) => links.slow('node-4:1', isSlow ? 2_000 : 0))
      world.play(5_000)
      const others = [...toldMs].filter(([name]) => name !== 'node-4').map(([, ms]) => ms)
      expect(toldMs.size).toBe(NODES - 1)
      expect(others).toHaveLength(NODES - 2)
      return { others: Math.max(...others), one: toldMs.get('node-4') ?? Number.NaN }
    })
    expect(plain?.one).toBeLessThan(300)
    expect(slow?.one).toBeGreaterThanOrEqual(2_000)
    // Those whom the slow one should have told get it at the next exchange.
    expect(slow?.others).toBeLessThan(500)
  })

  it('[CLU-7] an engine knows only the clock of its own machine', () => {
    const driftShare = 0.2
    const world = new ClusterWorld({ seed: 3, nodes: 4, config: presetConfig('local'), driftShare })
    world.form(200, 3_000)
    const before = world.nodes.map((node) => ({ localMs: node.localMs(), nowMs: world.nowMs }))
    world.play(60_000)
    for (const [index, node] of world.nodes.entries()) {
      const { rate } = drawClock(3, node.address, driftShare)
      const passedMs = node.localMs() - (before[index]?.localMs ?? 0)
      expect(passedMs).toBeCloseTo(60_000 * rate, 3)
      expect(Math.abs(rate - 1)).toBeLessThanOrEqual(driftShare)
    }
    expect(new Set(world.nodes.map((node) => drawClock(3, node.address, driftShare).rate)).size).toBe(4)
    expect(world.nodes.every(({ engine }) => engine.liveCount() === 4)).toBe(true)
  })

  it('[CLU-7] a machine keeps its clock over restarts, and without drift all clocks are true', () => {
    expect(drawClock(1, 'a:1', 0.1)).toEqual(drawClock(1, 'a:1', 0.1))
    expect(drawClock(1, 'a:1', 0.1)).not.toEqual(drawClock(2, 'a:1', 0.1))
    expect(drawClock(1, 'a:1', 0)).toEqual({ offsetMs: 0, rate: 1 })
  })
})
