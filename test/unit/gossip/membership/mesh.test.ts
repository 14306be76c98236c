import { describe, expect, it } from '@jest/globals'
import { PhiAccrual } from '../../../../src/gossip/detector/phi-accrual.ts'
import { MeshWorld, type MeshOptions } from './mesh-world.ts'

const WARM_UP_MS = 5_000

interface Death {
  readonly suspectedMs: number
  readonly diedMs: number
  readonly lastMs: number
  readonly others: number
}

/** Kills a node and tells when its suspicion and its death were first known, and its death to the last. */
function death(options: MeshOptions): Death {
  const world = new MeshWorld(options)
  world.run(WARM_UP_MS + ((options.seed * 37) % 100))
  const victim = `node-${options.seed % options.nodes}`
  const killedMs = world.queue.nowMs
  world.kill(victim)
  world.run(6_000)
  const about = (kind: string) =>
    world.seen.filter(
      ({ outcome }) => outcome.kind === kind && 'row' in outcome && outcome.row.name === victim,
    )
  const died = about('died')
  expect(new Set(died.map(({ by }) => by)).size).toBe(options.nodes - 1)
  return {
    suspectedMs: (about('suspected')[0]?.atMs ?? Infinity) - killedMs,
    diedMs: (died[0]?.atMs ?? Infinity) - killedMs,
    lastMs: (died.at(-1)?.atMs ?? Infinity) - killedMs,
    others: world.seen.filter(({ outcome }) => outcome.kind === 'died').length - died.length,
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Infinity
}

function deathsOf(world: MeshWorld, unlessAbout: ReadonlySet<string> = new Set()): number {
  return world.seen.filter(
    ({ outcome }) => outcome.kind === 'died' && 'row' in outcome && !unlessAbout.has(outcome.row.name),
  ).length
}

describe('a mesh of memberships', () => {
  for (const [nodes, seeds] of [
    [16, 20],
    [64, 10],
  ] as const)
    it(`[MEMB-48] of ${nodes} knows of a death everywhere within 0.6 s by the median and 1.2 s at worst`, () => {
      const deaths = Array.from({ length: seeds }, (_, seed) => death({ nodes, seed: seed + 1 }))
      expect(median(deaths.map(({ lastMs }) => lastMs))).toBeLessThanOrEqual(600)
      expect(Math.max(...deaths.map(({ lastMs }) => lastMs))).toBeLessThanOrEqual(1_200)
      for (const { suspectedMs, diedMs, others } of deaths) {
        expect(suspectedMs).toBeLessThan(diedMs)
        expect(others).toBe(0)
      }
    })

  it('[MEMB-49] finds a death within 3.5 s by the median at 200 ms delay and 5 % loss', () => {
    const options = { nodes: 16, delayMs: 200, loss: 0.05 }
    const deaths = Array.from({ length: 10 }, (_, seed) => death({ ...options, seed: seed + 1 }))
    expect(median(deaths.map(({ lastMs }) => lastMs))).toBeLessThanOrEqual(3_500)
    expect(deaths.map(({ others }) => others)).toEqual(deaths.map(() => 0))
  })

  it('[MEMB-50] declares nobody dead at 200 ms delay and 5 % loss', () => {
    for (const seed of [1, 2]) {
      const world = new MeshWorld({ nodes: 16, seed, delayMs: 200, loss: 0.05 })
      world.run(120_000)
      expect(deathsOf(world)).toBe(0)
    }
  })

  it('[MEMB-59] suspects nobody when delays vary between 20 and 80 ms', () => {
    const world = new MeshWorld({ nodes: 32, seed: 1, delayMs: 20, jitterMs: 60 })
    world.run(60_000)
    expect(world.seen.filter(({ outcome }) => outcome.kind === 'suspected')).toEqual([])
  })

  it('[PHI-9] works with phi accrual in place of missed probes', () => {
    const detector = () => new PhiAccrual({ firstIntervalMs: 1_000 })
    const world = new MeshWorld({ nodes: 16, seed: 1, delayMs: 20, loss: 0.02, detector })
    world.run(30_000)
    expect(world.seen.filter(({ outcome }) => outcome.kind === 'suspected')).toEqual([])
    world.kill('node-3')
    world.run(10_000)
    for (const name of world.names.filter((each) => each !== 'node-3'))
      expect(world.node(name).membership.table.get('node-3')?.row.status).toBe('dead')
    expect(deathsOf(world)).toBe(15)
  })

  it('[MEMB-51] does not suspect a member for one broken link', () => {
    const world = new MeshWorld({ nodes: 5, seed: 1 })
    world.cut.add('node-0 node-1')
    world.cut.add('node-1 node-0')
    world.run(20_000)
    expect(world.seen.filter(({ outcome }) => outcome.kind === 'suspected')).toEqual([])
  })

  it('[MEMB-52] hears the refutation of a member that was away for less than a suspicion', () => {
    const world = new MeshWorld({ nodes: 8, seed: 3 })
    world.run(WARM_UP_MS)
    const accused = { ...world.node('node-1').membership.table.self.row, status: 'suspect' } as const
    for (const name of ['node-2', 'node-3']) world.node(name).claim(accused, world.queue.nowMs)
    world.run(2_000)
    expect(deathsOf(world)).toBe(0)
    for (const name of world.names)
      expect(world.node(name).membership.table.get('node-1')?.row).toMatchObject({
        status: 'alive',
        incarnation: 1,
      })
  })

  it('[MEMB-53] heals by itself after a split whose halves have declared each other dead', () => {
    const world = new MeshWorld({ nodes: 8, seed: 4 })
    world.run(WARM_UP_MS)
    const half = (name: string) => Number(name.slice('node-'.length)) < 4
    for (const a of world.names)
      for (const b of world.names) if (half(a) !== half(b)) world.cut.add(`${a} ${b}`)
    world.run(10_000)
    for (const name of world.names) expect(world.node(name).membership.table.others()).toHaveLength(3)
    world.cut.clear()
    world.run(10_000)
    for (const name of world.names) expect(world.node(name).membership.table.others()).toHaveLength(7)
  })

  it('[MEMB-54] with stalled members blames hardly any healthy one, thanks to Lifeguard', () => {
    const counts = [true, false].map((lifeguard) => {
      const world = new MeshWorld({ nodes: 16, seed: 5, lifeguard })
      world.run(WARM_UP_MS)
      const stalled = ['node-2', 'node-7', 'node-11']
      for (const name of stalled) world.stall(name, 'mute', 8_000, 500)
      world.run(60_000)
      return deathsOf(world, new Set(stalled))
    })
    const [guarded = Infinity, plain = 0] = counts
    expect(plain).toBeGreaterThan(12)
    expect(guarded).toBeLessThanOrEqual(plain / 12)
  })

  it('[MEMB-55] in which every process stands still for a while loses nobody by that', () => {
    const world = new MeshWorld({ nodes: 16, seed: 6 })
    world.run(WARM_UP_MS)
    for (const name of world.names) world.stall(name, 'frozen', 3_000, 2_000)
    world.run(20_000)
    expect(deathsOf(world)).toBe(0)
  })

  it('[MEMB-56] tells a member that left from a dead one', () => {
    const world = new MeshWorld({ nodes: 8, seed: 7 })
    world.run(WARM_UP_MS)
    const leaving = world.node('node-3')
    leaving.do(leaving.membership.leave(world.queue.nowMs))
    world.run(200)
    world.kill('node-3')
    world.run(5_000)
    expect(deathsOf(world)).toBe(0)
    expect(world.node('node-0').membership.table.get('node-3')?.row.status).toBe('left')
  })

  it('[MEMB-57] suspects at once whom the transport cannot reach, and hears the objection', () => {
    const world = new MeshWorld({ nodes: 8, seed: 8 })
    world.run(WARM_UP_MS)
    const node = world.node('node-0')
    node.do(node.membership.unreachable('node-5', world.queue.nowMs))
    expect(node.membership.table.get('node-5')?.row.status).toBe('suspect')
    world.run(2_000)
    expect(node.membership.table.get('node-5')?.row.status).toBe('alive')
    expect(deathsOf(world)).toBe(0)
  })

  it('[MEMB-58] takes the same course for the same seed', () => {
    const course = () => {
      const world = new MeshWorld({ nodes: 16, seed: 9, delayMs: 20, loss: 0.05 })
      world.run(WARM_UP_MS)
      world.kill('node-4')
      world.run(WARM_UP_MS)
      return { frames: world.frames, seen: world.seen }
    }
    expect(course()).toEqual(course())
  })
})
