import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, jest } from '@jest/globals'
import {
  AddressInUseError,
  JoinError,
  NodeClosedError,
  createNode,
  lanConfig,
  localConfig,
  wanConfig,
} from '../../src/gossip/sdk/index.ts'
import { listenOn } from './gamemesh-process.ts'
import { live, nextEvent, nodes, nth, until } from './mesh-sdk/nodes.ts'

jest.setTimeout(30_000)

const { start, mesh } = nodes()
const folder = mkdtempSync(join(tmpdir(), 'gamemesh-sdk-'))
afterAll(() => rmSync(folder, { recursive: true }))

const SECRET = 'one secret for all of the cluster'

/** A port of this machine that nobody listens on. */
async function freeAddress(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const bound = server.address()
  await new Promise((resolve) => server.close(resolve))
  return `127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}`
}

describe('joining', () => {
  it('[SDK-4] gives the number of seeds that have taken the node in; its own address is none', async () => {
    const [a, b, c] = await Promise.all([start('a'), start('b'), start('c')])
    expect(await a.join([a.address])).toBe(0)
    expect(await b.join([a.address, b.address])).toBe(1)
    expect(await c.join([a.address, b.address, c.address])).toBe(2)
    await Promise.all([a, b, c].map((node) => until(node, () => live(node) === 3)))
  })

  it('[SDK-4] goes on with the next seed where the first is down', async () => {
    const a = await start('a')
    const b = await start('b')
    expect(await b.join([await freeAddress(), a.address])).toBe(1)
  })

  it('[SDK-4] finds a seed by another name than it advertises', async () => {
    const a = await start('a')
    const b = await start('b')
    expect(await b.join([a.address.replace('127.0.0.1', 'localhost')])).toBe(1)
    await until(a, () => live(a) === 2)
  })

  it('[SDK-5] rejects when no seed has answered in time, and says why of each', async () => {
    const node = await start('a')
    const address = await freeAddress()
    const error = await node.join([address], { timeoutMs: 300 }).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(JoinError)
    expect(error).toMatchObject({ code: 'no_seed_answered', failures: [{ address }] })
    expect(String(error)).toContain('ECONNREFUSED')
  })

  it('[SDK-5] goes on trying if it is told to, until a seed is there', async () => {
    const address = await freeAddress()
    const b = await start('b')
    const joined = b.join([address], { keepTrying: true, timeoutMs: 1 })
    await start('a', { listen: address })
    expect(await joined).toBe(1)
  })

  it('[SDK-6] is refused with the reason: name, cluster, secret', async () => {
    const a = await start('a')
    const again = await start('a')
    await expect(again.join([a.address])).rejects.toMatchObject({ code: 'name_taken' })
    await expect(again.join([a.address.replace('127.0.0.1', 'localhost')])).rejects.toMatchObject({
      code: 'name_taken',
    })
    const stranger = await start('s', { cluster: 'another' })
    await expect(stranger.join([a.address])).rejects.toMatchObject({ code: 'other_cluster' })
    const safe = await start('safe', { secret: SECRET })
    const wrong = await start('wrong', { secret: `not ${SECRET}` })
    await expect(wrong.join([safe.address], { timeoutMs: 2_000 })).rejects.toMatchObject({
      code: 'wrong_secret',
    })
    const friend = await start('friend', { secret: SECRET })
    expect(await friend.join([safe.address])).toBe(1)
  })

  it('[SDK-19] goes by any member: the mesh outlives its seed', async () => {
    const [seed, b, c] = await mesh('seed', 'b', 'c')
    await seed?.close()
    const d = await start('d')
    await d.join([b?.address ?? ''])
    await until(d, () => live(d) === 3)
    await until(nth([c ?? d], 0), () => c?.members().some(({ name }) => name === 'd') ?? false)
  })

  it('[SDK-19] has shown round trips and phi of the others after a while', async () => {
    const all = await mesh('a', 'b')
    const a = nth(all, 0)
    await until(a, () => a.roundTrip('b') !== undefined)
    expect(a.roundTrip('b')).toBeGreaterThan(0)
    expect(a.phi('b')).toBeGreaterThanOrEqual(0)
    expect(a.stats()).toMatchObject({ name: 'a', members: { alive: 2, dead: 0 }, transport: { links: 1 } })
  })
})

describe('certificates', () => {
  it('[SDK-6] let in who has one of the same authority, and can be read again', async () => {
    const certificates = new URL('../contract/gossip-transport/certificates/', import.meta.url)
    for (const part of ['one.pem', 'one-key.pem', 'foreign.pem', 'foreign-key.pem', 'authority.pem'])
      copyFileSync(new URL(part, certificates), join(folder, part))
    const files = (name: string) => {
      const keyFile = join(folder, `${name}-key.pem`)
      return { keyFile, certFile: join(folder, `${name}.pem`), caFile: join(folder, 'authority.pem') }
    }
    const [a, b, foreign] = await Promise.all([
      start('a', { tls: files('one') }),
      start('b', { tls: files('one') }),
      start('foreign', { tls: files('foreign') }),
    ])
    expect(await b.join([a.address])).toBe(1)
    await expect(foreign.join([a.address], { timeoutMs: 2_000 })).rejects.toBeInstanceOf(JoinError)
    expect(await a.reloadCertificates()).toEqual({ ok: true })
    writeFileSync(join(folder, 'one.pem'), 'no certificate')
    expect(await a.reloadCertificates()).toMatchObject({
      ok: false,
      reason: expect.stringContaining('one.pem'),
    })
    expect(await (await start('plain')).reloadCertificates()).toMatchObject({ ok: false })
  })
})

describe('creating a node', () => {
  it('[SDK-7] is refused where the port is taken or the name is none', async () => {
    const server = await listenOn(0)
    const bound = server.address()
    const listen = `127.0.0.1:${typeof bound === 'object' ? bound?.port : 0}`
    await expect(createNode({ name: 'a', listen })).rejects.toBeInstanceOf(AddressInUseError)
    await expect(createNode({ name: 'a', listen })).rejects.toThrow(`${listen} is in use`)
    await new Promise((resolve) => server.close(resolve))
    await expect(createNode({ name: 'two words' })).rejects.toThrow(/visible ASCII/)
    await expect(createNode({ name: '' })).rejects.toThrow(/visible ASCII/)
    await expect(createNode({ name: 'a', secret: 'short' })).rejects.toThrow(/at least/)
    await expect(createNode({ name: 'a', listen: '127.0.0.1:0', networkType: 'PRIVATE' })).rejects.toThrow(
      /PRIVATE/,
    )
  })

  it('[SDK-7] takes a configuration for one machine, one data centre or the world', async () => {
    const options = { name: 'a', listen: '127.0.0.1:0' }
    const made = await Promise.all(
      [localConfig, lanConfig, wanConfig].map((config) => createNode(config(options))),
    )
    await Promise.all(made.map((node) => node.close()))
    expect([localConfig, lanConfig, wanConfig].map((config) => config({ name: 'a' }).preset)).toEqual([
      'local',
      'lan',
      'wan',
    ])
  })
})

describe('a start', () => {
  it('[SDK-8] has a higher generation than all before, though the clock goes back', async () => {
    const dataFolder = join(folder, 'later')
    const a = await createNode({ name: 'a', dataFolder })
    const saved = Number(readFileSync(join(dataFolder, 'generation'), 'utf8'))
    expect(a.generation).toBe(saved)
    await a.close()
    const b = await createNode({ name: 'a', dataFolder }, { wallMs: () => 1_000 })
    expect(b.generation).toBe(saved + 1)
    await b.close()
  })

  it('[SDK-9] whose number is behind begins anew above the known one, and says again what it said', async () => {
    const seed = await start('seed')
    const dataFolder = join(folder, 'lost')
    const first = await start('a', { dataFolder })
    await first.join([seed.address])
    const { address, generation } = first
    await first.close()
    writeFileSync(join(dataFolder, 'generation'), '7\n')
    const again = await createNode(
      { name: 'a', dataFolder, listen: address, metadata: { zone: 'z' } },
      { wallMs: () => 1 },
    )
    try {
      again.set('said', 'before')
      expect(again.generation).toBe(8)
      expect(await again.join([seed.address])).toBe(1)
      expect(again.generation).toBe(generation + 1)
      expect(Number(readFileSync(join(dataFolder, 'generation'), 'utf8'))).toBe(generation + 1)
      await until(seed, () => seed.get('said') === 'before')
      await until(seed, () =>
        seed.members().some(({ name, metadata }) => name === 'a' && metadata['zone'] === 'z'),
      )
    } finally {
      await again.close()
    }
  })
})

describe('the end of a node', () => {
  it('[SDK-20] is told to the others when it leaves, and settles what waits', async () => {
    const all = await mesh('a', 'b')
    const [a, b] = [nth(all, 0), nth(all, 1)]
    const waiting = b.join([await freeAddress()], { keepTrying: true }).catch((error: unknown) => error)
    b.answer('never', () => new Promise(() => {}))
    const question = b.query('never', 1, { to: 'b', timeoutMs: 60_000 }).collect()
    const left = nextEvent(a, 'leave')
    const closed = nextEvent(b, 'closed')
    await Promise.all([b.close({ leave: true }), b.close()])
    await left
    await closed
    expect(await waiting).toBeInstanceOf(NodeClosedError)
    expect(await question).toEqual({ answers: [], silent: ['b'] })
    expect(() => b.set('key', 1)).toThrow(NodeClosedError)
    await expect(b.join([a.address])).rejects.toThrow(NodeClosedError)
    expect(b.members().length).toBeGreaterThan(0)
    expect(a.members().find(({ name }) => name === 'b')?.status).toBe('left')
  })

  it('[SDK-20] takes nothing with it that it said before', async () => {
    const all = await mesh('a', 'b')
    const [a, b] = [nth(all, 0), nth(all, 1)]
    const heard = nextEvent(b, 'broadcast')
    const said = a.broadcast('last words', 1)
    a.set('last', 1)
    await a.close()
    await said
    await heard
    await until(b, () => b.get('last') === 1)
  })

  it('[SDK-20] comes when another process takes its name with a later start', async () => {
    const all = await mesh('a', 'b')
    const [a, b] = [nth(all, 0), nth(all, 1)]
    const twin = await start('a')
    const other = await start('c')
    await other.join([twin.address])
    const displaced = nextEvent(a, 'displaced')
    const closed = nextEvent(a, 'closed')
    // Two meshes meet by a member that is in neither of the two places where the name is held.
    await other.join([b.address])
    await displaced
    await closed
    expect(() => a.set('key', 1)).toThrow(/displaced/)
  })
})
