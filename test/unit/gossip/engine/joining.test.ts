import { describe, expect, it } from '@jest/globals'
import { seededStream } from '../../../../src/base/rng.ts'
import { presetConfig } from '../../../../src/gossip/engine/config.ts'
import { Engine } from '../../../../src/gossip/engine/engine.ts'
import { encodeFrame } from '../../../../src/gossip/wire/frame.ts'
import type { MemberRow } from '../../../../src/gossip/wire/messages.ts'
import { messagesIn, WatchedMesh } from './watched-mesh.ts'

const CONFIG = presetConfig('local')

function engine(name: string, generation = 1): Engine {
  return new Engine(CONFIG, { name, address: `${name}:1`, generation }, seededStream(1, name), 0)
}

const STRANGER: MemberRow = {
  name: 'stranger',
  address: 'stranger:1',
  generation: 1,
  incarnation: 0,
  status: 'alive',
}

function join(row: MemberRow, cluster = 'gamemesh', oldestVersion = 1, newestVersion = 1): Uint8Array {
  return encodeFrame({ type: 'join', cluster, row, oldestVersion, newestVersion, asked: 'seed:1' }, 1)
}

/** Whom the node asks to be taken in until then, again and again. */
function joinsSent(node: Engine, untilMs: number): string[] {
  const asked: string[] = []
  for (let nowMs = node.nextWakeMs(); nowMs <= untilMs; nowMs = node.nextWakeMs()) {
    const sent = messagesIn(node.step(nowMs, { kind: 'wake' }))
    asked.push(...sent.filter(({ message }) => message.type === 'join').map(({ to }) => to))
  }
  return asked
}

describe('joining', () => {
  it('[MESH-1] a node that asks a member to join sees the whole mesh and is seen by all of it', () => {
    const mesh = WatchedMesh.formed({ nodes: 8 })
    const newcomer = mesh.world.start('newcomer')
    newcomer.command({ kind: 'join', addresses: [mesh.node(3).address] })
    mesh.world.play(1_000)
    expect(mesh.told('join-accepted', newcomer)).toEqual([
      { kind: 'join-accepted', address: 'node-3:1', by: 'node-3' },
    ])
    expect(mesh.sizes()).toEqual(new Set([9]))
    expect(mesh.changes(mesh.node(0))).toEqual(['joined newcomer'])
  })

  it('[MESH-2] a node of another cluster is refused and told so', () => {
    const [answer] = messagesIn(
      engine('seed').step(0, { kind: 'frame', from: 'stranger:1', bytes: join(STRANGER, 'elsewhere') }),
    )
    expect(answer).toMatchObject({ to: 'stranger:1', message: { code: 'other_cluster' } })
  })

  it('[MESH-3] a node without a common version is refused with the versions of both', () => {
    const [answer] = messagesIn(
      engine('seed').step(0, { kind: 'frame', from: 'stranger:1', bytes: join(STRANGER, 'gamemesh', 7, 9) }),
    )
    expect(answer?.message).toMatchObject({
      code: 'no_common_version',
      detail: expect.stringMatching(/versions 1 to 1, .* 7 to 9/),
    })
  })

  it('[MESH-4] a name whose holder answers is refused to others, and the holder notices nothing', () => {
    const mesh = WatchedMesh.formed({ nodes: 4 })
    const rival = mesh.world.start('node-2', 'rival:1')
    rival.command({ kind: 'join', addresses: ['node-0:1'] })
    mesh.world.play(3_000)
    expect(mesh.told('join-refused', rival)).toMatchObject([{ code: 'name_taken' }])
    expect(mesh.told('displaced')).toEqual([])
    expect(mesh.node(0).engine.members()).toContainEqual(expect.objectContaining({ address: 'node-2:1' }))
  })

  it('[MESH-5] a name whose holder is silent goes to the next start, also at another address', () => {
    const mesh = WatchedMesh.formed({ nodes: 4 })
    mesh.node(2).kill()
    const heir = mesh.world.start('node-2', 'heir:1')
    heir.command({ kind: 'join', addresses: ['node-0:1'] })
    mesh.world.play(2_000)
    expect(mesh.told('join-accepted', heir)).toHaveLength(1)
    for (const { engine: at } of mesh.world.live)
      expect(at.members()).toContainEqual(
        expect.objectContaining({ name: 'node-2', address: 'heir:1', status: 'alive' }),
      )
  })

  it('[MESH-6] a start with a generation below the known one is refused with that one', () => {
    const mesh = WatchedMesh.formed({ nodes: 3 })
    const known = mesh.node(2).generation
    mesh.node(2).kill()
    const behind = mesh.world.start('node-2', 'node-2:1', { generation: known - 1 })
    behind.command({ kind: 'join', addresses: ['node-0:1'] })
    mesh.world.play(1_000)
    expect(mesh.told('join-refused', behind)).toMatchObject([
      { code: 'generation_behind', knownGeneration: known },
    ])
  })

  it('[MESH-7] of two seeds one is enough, and a seed that is not there is asked again ever more rarely', () => {
    const mesh = new WatchedMesh({ nodes: 2 })
    const newcomer = mesh.node(1)
    const askedMs: number[] = []
    newcomer.command({ kind: 'join', addresses: ['nobody:1', 'node-0:1'] })
    mesh.world.play(1_000)
    expect(mesh.sizes()).toEqual(new Set([2]))
    for (let ms = 0; ms < 60_000; ms += 100) {
      const before = newcomer.framesTo.get('nobody:1') ?? 0
      mesh.world.play(100)
      if ((newcomer.framesTo.get('nobody:1') ?? 0) > before) askedMs.push(mesh.world.nowMs)
    }
    const pauses = askedMs.slice(1).map((ms, index) => ms - (askedMs[index] ?? 0))
    expect(pauses.every((pause, index) => pause >= (pauses[index - 1] ?? 0) - 100)).toBe(true)
    expect(pauses.at(-1)).toBeCloseTo(10_000, -3)
  })

  it('[MESH-8] a seed that comes up later is joined without being asked for again', () => {
    const mesh = new WatchedMesh({ nodes: 1 })
    mesh.node(0).command({ kind: 'join', addresses: ['late:1'] })
    mesh.world.play(5_000)
    expect(mesh.told('join-accepted')).toEqual([])
    mesh.world.start('late')
    mesh.world.play(10_000)
    expect(mesh.told('join-accepted')).toHaveLength(1)
    expect(mesh.sizes()).toEqual(new Set([2]))
  })

  it('[MESH-9] a refusal that was meant for an earlier start is not taken for an answer', () => {
    const node = engine('node', 5)
    node.step(0, { kind: 'join', addresses: ['seed:1'] })
    const detail = 'started with a higher generation before'
    const refused = { type: 'join-refused', code: 'generation_behind', detail, asked: 'seed:1' } as const
    const late = encodeFrame({ ...refused, knownGeneration: 5 }, 1)
    expect(
      node.step(1, { kind: 'frame', from: 'seed:1', bytes: late }).filter(({ kind }) => kind === 'event'),
    ).toEqual([])
    const real = encodeFrame({ ...refused, knownGeneration: 6 }, 1)
    expect(node.step(2, { kind: 'frame', from: 'seed:1', bytes: real })).toContainEqual(
      expect.objectContaining({ event: expect.objectContaining({ kind: 'join-refused' }) }),
    )
  })

  it('[MESH-10] a seed that starts anew with nothing learns the whole mesh from those who knew it', () => {
    const mesh = WatchedMesh.formed({ nodes: 6 })
    mesh.set(mesh.node(3), 'kept', 'yes')
    mesh.world.play(500)
    const seed = mesh.world.start('node-0', 'node-0:1')
    mesh.world.play(5_000)
    expect(seed.engine.liveCount()).toBe(6)
    expect(mesh.value(seed, 'node-3', 'kept')).toBe('yes')
    expect(mesh.hashes().size).toBe(1)
  })

  it('[MESH-11] when both seeds start anew at once the mesh stays one', () => {
    const mesh = WatchedMesh.formed({ nodes: 6 })
    const seeds = ['node-0', 'node-1'].map((name) => mesh.world.start(name))
    for (const seed of seeds) seed.command({ kind: 'join', addresses: ['node-0:1', 'node-1:1'] })
    mesh.world.play(10_000)
    expect(mesh.sizes()).toEqual(new Set([6]))
    expect(mesh.hashes().size).toBe(1)
  })

  it('[MESH-12] a node that has left does not join again when somebody does not know it', () => {
    const node = engine('node')
    node.step(0, { kind: 'leave' })
    const unknown = {
      type: 'join-refused',
      code: 'unknown_member',
      knownGeneration: 0,
      detail: '',
      asked: '',
    } as const
    const effects = node.step(1, { kind: 'frame', from: 'peer:1', bytes: encodeFrame(unknown, 1) })
    expect(messagesIn(effects)).toEqual([])
    expect(messagesIn(node.step(2, { kind: 'join', addresses: ['peer:1'] }))).toEqual([])
  })

  it('[MESH-71] a seed may call itself otherwise than it was asked', () => {
    const node = engine('node', 6)
    node.step(0, { kind: 'join', addresses: ['seed.example:1'] })
    const row = { ...STRANGER, name: 'seed', address: '10.0.0.1:1' }
    const accepted = { type: 'join-accepted', row, version: 1, asked: 'seed.example:1', members: [] } as const
    const effects = node.step(1, { kind: 'frame', from: row.address, bytes: encodeFrame(accepted, 1) })
    expect(effects).toContainEqual({
      kind: 'event',
      event: { kind: 'join-accepted', address: 'seed.example:1', by: 'seed' },
    })
    expect(joinsSent(node, 60_000)).toEqual([])
  })

  it('[MESH-72] seeds that the program has given up on are asked no more', () => {
    const node = engine('node', 6)
    node.step(0, { kind: 'join', addresses: ['a:1', 'b:1'] })
    node.step(1, { kind: 'stop-joining', addresses: ['a:1'] })
    expect(new Set(joinsSent(node, 60_000))).toEqual(new Set(['b:1']))
  })
})
