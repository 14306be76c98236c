import { describe, expect, it } from '@jest/globals'
import type { EpidemicOptions } from '../../../../src/simulator/epidemic/options.ts'
import { runEpidemic } from '../../../../src/simulator/epidemic/run-epidemic.ts'
import { DOWN, IGNORANT, KNOWS } from '../../../../src/simulator/page/chronicle.ts'
import { type Deed, Playback } from '../../../../src/simulator/page/playback.ts'

const OPTIONS: EpidemicOptions = {
  nodes: 20,
  seed: 3,
  drop: 0.1,
  latency: { kind: 'uniform', fromMs: 5, toMs: 50 },
}
const LATE_MS = 100_000

function allLinksOf(playback: Playback, node: number): Deed {
  return { kind: 'cut', links: playback.linksOf(node) }
}

function stateOf(playback: Playback, node: number): number | undefined {
  playback.look()
  return playback.states[node]
}

/** In small steps, looking and asking for the report each time, as the page does. */
function playToEnd(playback: Playback): void {
  for (let frame = 0; !playback.isAtEnd && frame < 10_000; frame++) {
    playback.show(playback.shownMs + 3.7)
    playback.look()
    playback.report()
  }
}

describe('a run that is played', () => {
  it.each(['push', 'pull', 'push-pull', 'rumour', 'tree', 'relay-once'] as const)(
    '[SIMS-8] comes to the same as one that is run at once: %s',
    (strategy) => {
      const options: EpidemicOptions = { ...OPTIONS, strategy }
      const playback = new Playback(options)
      playToEnd(playback)
      expect(JSON.stringify(playback.report())).toBe(JSON.stringify(runEpidemic(options)))
    },
  )

  it('[SIMS-13] shows every moment again as it was', () => {
    const playback = new Playback(OPTIONS)
    const seen = new Map<number, readonly number[]>()
    for (let atMs = 0; !playback.isAtEnd; atMs += 10) {
      playback.show(atMs)
      playback.look()
      seen.set(playback.shownMs, [...playback.states])
    }
    for (const [atMs, states] of [...seen].toReversed()) {
      playback.show(atMs)
      playback.look()
      expect([...playback.states]).toEqual(states)
    }
    playback.show(0)
    expect(playback.look()).toEqual({ know: 1, down: 0 })
  })

  it('[SIMS-13] shows the lives that a node has had', () => {
    const playback = new Playback({ ...OPTIONS, nodes: 5, drop: 0 })
    playback.act({ kind: 'cut', links: playback.linksOf(1) })
    playback.show(200)
    expect(stateOf(playback, 0)).toBe(KNOWS)
    playback.act({ kind: 'kill', nodes: [0] })
    playback.show(300)
    playback.act({ kind: 'revive', nodes: [0] })
    playback.show(300)
    expect(stateOf(playback, 0)).toBe(IGNORANT)
    playback.show(600)
    expect(stateOf(playback, 0)).toBe(KNOWS)
    for (const [atMs, state] of [
      [100, KNOWS],
      [250, DOWN],
      [301, IGNORANT],
      [600, KNOWS],
    ] as const) {
      playback.show(atMs)
      expect(stateOf(playback, 0)).toBe(state)
      expect(playback.chronicle.stateAt(atMs, 0)).toBe(state)
    }
  })

  it('[SIMS-13] forgets what came after the moment at which somebody does something', () => {
    const playback = new Playback(OPTIONS)
    playback.show(LATE_MS)
    expect(playback.isAtEnd).toBe(true)
    playback.show(20)
    playback.act({ kind: 'kill', nodes: [7] })
    expect(playback.shownMs).toBe(20)
    expect(playback.frontMs).toBe(20)
    playback.show(LATE_MS)
    expect(playback.report()).toMatchObject({ live: 19, reached: 19, converged: true })
  })

  it('[SIMS-13] gets to the same moment by the same way', () => {
    const straight = new Playback(OPTIONS)
    straight.show(40)
    straight.act({ kind: 'kill', nodes: [7] })
    straight.show(LATE_MS)
    const detour = new Playback(OPTIONS)
    detour.show(90)
    detour.show(40)
    detour.act({ kind: 'kill', nodes: [7] })
    detour.show(LATE_MS)
    expect(detour.report()).toEqual(straight.report())
  })

  it('[SIMS-11] does not reach a node without links, and reaches it once they are healed', () => {
    const playback = new Playback(OPTIONS)
    playback.act(allLinksOf(playback, 5))
    expect(playback.cutLinks().size).toBe(19)
    expect(playback.isCut([3, 5])).toBe(true)
    playback.show(5_000)
    expect(playback.look().know).toBe(19)
    expect(stateOf(playback, 5)).toBe(IGNORANT)
    playback.act({ kind: 'mend', links: [...playback.cutLinks().values()] })
    expect(playback.cutLinks().size).toBe(0)
    playback.show(LATE_MS)
    expect(stateOf(playback, 5)).toBe(KNOWS)
    expect(playback.report().converged).toBe(true)
  })

  it('[SIMS-11] keeps through a restart what was done before it began', () => {
    const first = new Playback(OPTIONS)
    first.act(allLinksOf(first, 5))
    first.show(50)
    first.act({ kind: 'kill', nodes: [9] })
    const second = new Playback(OPTIONS, first.startDeeds)
    expect(second.cutLinks().size).toBe(19)
    second.show(1_000)
    expect(second.look()).toEqual({ know: 19, down: 0 })
  })

  it('[SIMS-14] of a large network keeps neither links nor messages', () => {
    const playback = new Playback({ nodes: 10_000, seed: 1 })
    playback.show(LATE_MS)
    expect(playback.links).toBeUndefined()
    expect(playback.chronicle.messages).toBeUndefined()
    expect(playback.chronicle.curve.length).toBeLessThan(1_000)
    expect(playback.look().know).toBe(10_000)
  })
})
