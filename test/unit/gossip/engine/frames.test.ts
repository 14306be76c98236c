import { describe, expect, it } from '@jest/globals'
import { seededStream } from '../../../../src/base/rng.ts'
import { presetConfig } from '../../../../src/gossip/engine/config.ts'
import { Engine } from '../../../../src/gossip/engine/engine.ts'
import { hash32 } from '../../../../src/gossip/ring/hash32.ts'
import { encodeFrame } from '../../../../src/gossip/wire/frame.ts'
import type { MemberRow, Message } from '../../../../src/gossip/wire/messages.ts'
import { messagesIn, WatchedMesh } from './watched-mesh.ts'

const MEMBERS = 4_000
const PEER: MemberRow = { name: 'peer', address: 'peer:1', generation: 1, incarnation: 0, status: 'alive' }

function engineThatKnows(members: readonly MemberRow[], frameBytes: number): Engine {
  const config = presetConfig('local', { frameBytes })
  const engine = new Engine(
    config,
    { name: 'self', address: 'self:1', generation: 1 },
    seededStream(1, 'e'),
    0,
  )
  const join = {
    type: 'join',
    cluster: 'gamemesh',
    row: PEER,
    oldestVersion: 1,
    newestVersion: 1,
    asked: '',
  } as const
  take(engine, join)
  for (let start = 0; start < members.length; start += 100) {
    const some = members.slice(start, start + 100)
    take(engine, { type: 'delta', members: some, pieces: [], wants: [], more: false })
  }
  return engine
}

function take(engine: Engine, message: Message, nowMs = 0, from = 'peer:1') {
  return engine.step(nowMs, { kind: 'frame', from, bytes: encodeFrame(message, 1) })
}

function memberRows(count: number): MemberRow[] {
  return Array.from({ length: count }, (_, index) => ({
    ...PEER,
    name: `a-member-with-a-rather-long-name-${index}`,
    address: `${index}.${'long'.repeat(30)}.example.org:7946`,
  }))
}

describe('frames', () => {
  for (const frameBytes of [40_000, 65_536])
    it(`[MESH-52] never pass the bound of ${frameBytes} bytes, also with ${MEMBERS} members`, () => {
      const engine = engineThatKnows(memberRows(MEMBERS), frameBytes)
      expect(engine.liveCount()).toBe(MEMBERS + 2)
      const targetHash = hashOfSelf(engine)
      const told = new Set<string>()
      let largest = 0
      for (let round = 0; round < 12; round++) {
        const ping: Message = { type: 'ping', seq: round, targetHash, hash: { low: 1, high: 1 } }
        const effects = take(engine, ping, round + 1)
        for (const effect of effects)
          if (effect.kind === 'send') largest = Math.max(largest, effect.bytes.length)
        for (const { message } of messagesIn(effects)) {
          if (message.type !== 'ack') continue
          expect(message.digest?.partial).toBe(true)
          for (const { name } of message.digest?.rows ?? []) told.add(name)
        }
      }
      expect(largest).toBeLessThanOrEqual(frameBytes)
      expect(largest).toBeGreaterThan(frameBytes / 2)
      // One partial digest goes on where the last one ended.
      expect(told.size).toBe(MEMBERS + 2)
    })

  it('[MESH-53] that cannot be read are told of and close the link, and change nothing', () => {
    const mesh = WatchedMesh.formed({ nodes: 2 })
    const node = mesh.node(0)
    const sound = encodeFrame({ type: 'ping', seq: 1, targetHash: 0, hash: { low: 0, high: 0 } }, 1)
    const broken = sound.slice()
    broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 1
    for (const bytes of [broken, sound.slice(0, 20), new Uint8Array(0), new Uint8Array(100)]) {
      const effects = node.engine.step(mesh.world.nowMs, { kind: 'frame', from: 'node-1:1', bytes })
      expect(effects).toMatchObject([
        { kind: 'event', event: { kind: 'fault', from: 'node-1:1' } },
        { kind: 'close', address: 'node-1:1' },
      ])
    }
    expect(mesh.hashes().size).toBe(1)
  })

  it('[MESH-54] of strangers are answered with a hint to join, and not taken up', () => {
    const engine = engineThatKnows([], 65_536)
    const row = { ...PEER, name: 'ghost', address: 'ghost:1' }
    const delta: Message = { type: 'delta', members: [row], pieces: [], wants: [], more: false }
    const effects = take(engine, delta, 1, 'stranger:1')
    expect(messagesIn(effects)).toMatchObject([{ to: 'stranger:1', message: { code: 'unknown_member' } }])
    expect(engine.members().map(({ name }) => name)).not.toContain('ghost')
  })

  it('[MESH-55] with hops at their highest go no further, whatever their ttl says', () => {
    const engine = engineThatKnows(memberRows(10), 65_536)
    const event = { origin: 'peer', id: 'i', name: 'n', bytes: new Uint8Array(0) }
    const limited: Message = { type: 'limited-event', ...event, ttl: 255, hops: 255 }
    const effects = take(engine, limited, 1)
    expect(effects).toContainEqual(expect.objectContaining({ kind: 'event' }))
    expect(messagesIn(effects).filter(({ message }) => message.type === 'limited-event')).toEqual([])
    const rumour: Message = { type: 'rumour', arcEnd: 0, spread: true, hops: 255, members: [], pieces: [] }
    expect(messagesIn(take(engine, rumour, 2)).filter(({ message }) => message.type === 'rumour')).toEqual([])
  })
})

/** The hash of its own name that an engine answers to. */
function hashOfSelf(engine: Engine): number {
  return hash32(engine.self.name)
}
