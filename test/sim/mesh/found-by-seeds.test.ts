import { describe, expect, it } from '@jest/globals'
import { seededStream } from '../../../src/base/rng.ts'
import { presetConfig } from '../../../src/gossip/engine/config.ts'
import type { Effect, MeshEvent } from '../../../src/gossip/engine/effect.ts'
import { Engine } from '../../../src/gossip/engine/engine.ts'
import { encodeFrame } from '../../../src/gossip/wire/frame.ts'
import type { Message } from '../../../src/gossip/wire/messages.ts'
import { NEWEST_VERSION } from '../../../src/gossip/wire/versions.ts'
import { runMeshSeed } from '../../../src/simulator/cluster/chaos/run-mesh-seeds.ts'
import { runChaos } from '../../../src/simulator/cluster/chaos/run-chaos.ts'

/** Seeds that once showed a bug, and what was wrong. */
const FOUND: ReadonlyArray<readonly [seed: number, what: string]> = [
  [
    4,
    'a broadcast after a join was taken for history, because the piece that brought it began before the join',
  ],
  [45, 'the late join of an earlier start was refused, and the refusal believed by the next start'],
  [70, 'a node that was leaving joined again when somebody did not know it'],
  [73, 'the late join of an earlier start was refused, and the refusal believed by the next start'],
  [491, 'two nodes that held each other for dead answered each other for ever'],
  [1105, 'phi never suspected a member that had never been heard'],
]

/** The same for the wilder plans of a campaign. */
const FOUND_BY_CAMPAIGN: ReadonlyArray<readonly [seed: number, what: string]> = [
  [120, 'the refusal of an earlier start was believed when it came a second time'],
  [181, 'the refusal of an earlier start was believed when it came a second time'],
  [750, 'the refusal of an earlier start was believed when it was repeated on its way'],
]

const GENERATION = 6

function joiningEngine(): Engine {
  const self = { name: 'node', address: 'node:1', generation: GENERATION }
  const engine = new Engine(presetConfig('local'), self, seededStream(1, 'node'), 0)
  engine.step(0, { kind: 'join', addresses: ['seed:1'] })
  return engine
}

function refuse(engine: Engine, nowMs: number, knownGeneration: number): Effect[] {
  const code = 'generation_behind'
  const refusal: Message = { type: 'join-refused', code, knownGeneration, detail: '', asked: 'seed:1' }
  const bytes = encodeFrame(refusal, NEWEST_VERSION)
  return engine.step(nowMs, { kind: 'frame', from: 'seed:1', bytes })
}

function eventsOf(effects: readonly Effect[]): MeshEvent[] {
  return effects.flatMap((effect) => (effect.kind === 'event' ? [effect.event] : []))
}

describe('bugs that seeds have found', () => {
  it.each(FOUND_BY_CAMPAIGN)('[CLU-31] seed %i: %s', (seed) => {
    expect(runMeshSeed(seed).violations).toEqual([])
  })

  it('[MESH-9] the refusal of an earlier start is never believed, however often it comes', () => {
    const engine = joiningEngine()
    for (const nowMs of [1, 2, 3]) expect(eventsOf(refuse(engine, nowMs, GENERATION - 1))).toEqual([])
  })

  it('[MESH-9] a refusal that names the own generation is believed when it comes again after another question', () => {
    const engine = joiningEngine()
    // Repeated on its way, it says no more than once.
    for (const nowMs of [1, 2, 3]) expect(eventsOf(refuse(engine, nowMs, GENERATION))).toEqual([])
    const askedAgainMs = engine.nextWakeMs()
    engine.step(askedAgainMs, { kind: 'wake' })
    engine.step(askedAgainMs + presetConfig('local').joinPauseMs, { kind: 'wake' })
    const [event] = eventsOf(refuse(engine, askedAgainMs + 200, GENERATION))
    expect(event).toMatchObject({ kind: 'join-refused', knownGeneration: GENERATION })
  })

  it.each(FOUND)('[MESH-56] seed %i: %s', (seed) => {
    expect(runChaos(seed).violations).toEqual([])
  })
})
