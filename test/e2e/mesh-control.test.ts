import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from '@jest/globals'
import { eventually, freePorts } from './gamemesh-process.ts'
import { MeshNodes } from './mesh-nodes.ts'

const TIMEOUT_MS = 90_000
const mesh = new MeshNodes()

afterEach(() => mesh.stopAll(), TIMEOUT_MS)
afterAll(() => mesh.remove())

async function pair(...more: readonly string[]) {
  const port = await freePorts(2)
  const seed = await mesh.seed('seed', port)
  const node = await mesh.node('node', port + 1, seed.address, ...more)
  await seed.sees('node', 'alive')
  await node.sees('seed', 'alive')
  return { seed, node }
}

describe('the commands for a running node', () => {
  it(
    '[CTL-2] set, get, keys and delete act on the whole mesh; a missing key is told, with status 1',
    async () => {
      const { seed, node } = await pair()
      expect(await seed.ask('set', 'flags/new', 'true')).toMatchObject({ status: 0, stdout: '' })
      expect(await seed.ask('set', 'motd', 'Hello there')).toMatchObject({ status: 0 })
      await eventually('the other node has it', async () =>
        (await node.ask('get', 'flags/new')).stdout === 'true\n' ? true : undefined,
      )
      const listed = await node.ask('keys', 'flags/', '--json')
      expect(JSON.parse(listed.stdout)).toEqual({ keys: [{ key: 'flags/new', value: true }], more: false })
      expect(await node.ask('delete', 'flags/new')).toMatchObject({ status: 0 })
      await eventually('it is gone', async () => {
        const { status, stderr } = await seed.ask('get', 'flags/new')
        return status === 1 && stderr.includes('"flags/new" has no value here') ? true : undefined
      })
    },
    TIMEOUT_MS,
  )

  it(
    '[CTL-3] watch shows changes under its prefix as they happen, until it is stopped',
    async () => {
      const { seed, node } = await pair()
      const watch = mesh.run(['watch', 'game/', '--json', `--addr=${node.address}`])
      await eventually('the watcher hears', async () => {
        await seed.ask('set', 'other', '0')
        await seed.ask('set', 'game/speed', String(performance.now()))
        return watch.written().stdout.includes('game/speed') ? true : undefined
      })
      watch.signal('SIGINT')
      expect((await watch.finished).status).toBe(0)
      const changes = watch.written().stdout.trim().split('\n')
      expect(changes.map((line) => (JSON.parse(line) as { key: string }).key)).toEqual(
        changes.map(() => 'game/speed'),
      )
    },
    TIMEOUT_MS,
  )

  it(
    '[CTL-4] a broadcast comes to the others as an event; query asks those that are named; rounds are spans',
    async () => {
      const { seed, node } = await pair()
      const events = mesh.run(['events', '--rounds', '--json', `--addr=${node.address}`])
      const seen = (what: string) =>
        eventually(`the event ${what}`, () =>
          events
            .written()
            .stdout.split('\n')
            .slice(0, -1)
            .map((line): Record<string, unknown> => JSON.parse(line))
            .find(({ event }) => event === what),
        )
      expect(await seen('round')).toMatchObject({ name: 'gossip.round', attributes: { 'peer.name': 'seed' } })
      expect(await seed.ask('broadcast', 'greeting', 'Hello, cluster!')).toMatchObject({ status: 0 })
      expect(await seen('broadcast')).toEqual({
        event: 'broadcast',
        from: 'seed',
        name: 'greeting',
        payload: 'Hello, cluster!',
      })
      expect((await seed.ask('query', 'ping')).stdout.split('\n').toSorted()).toEqual([
        '',
        'node: pong',
        'seed: pong',
      ])
      expect((await seed.ask('query', 'ping', '--to=node')).stdout).toBe('node: pong\n')
      const unknown = await seed.ask('query', 'ping', '--to=nobody')
      expect(unknown).toMatchObject({ status: 1 })
      expect(unknown.stderr).toContain('"nobody" is no live member')
    },
    TIMEOUT_MS,
  )

  it(
    '[NODE-14] new metadata is told as an update and stands in the list of members',
    async () => {
      const { seed, node } = await pair('--meta', 'zone=eu')
      expect(await node.ask('meta', 'ready=true')).toMatchObject({ status: 0 })
      await seed.says('Node updated: node')
      await eventually('the metadata', async () => {
        const row = (await seed.members()).find(({ name }) => name === 'node')
        return JSON.stringify(row).includes('"metadata":{"zone":"eu","ready":true}') ? true : undefined
      })
    },
    TIMEOUT_MS,
  )

  it(
    '[CTL-5] metrics are served on the port of the mesh and, alone, at --metrics-addr',
    async () => {
      const port = await freePorts(2)
      const metrics = `localhost:${port + 1}`
      const seed = await mesh.seed('seed', port, `--metrics-addr=${metrics}`)
      for (const address of [seed.address, metrics]) {
        const text = await (await fetch(`http://${address}/metrics`)).text()
        expect(text).toContain('gossip_messages_total{direction="in",node="seed"}')
        expect(text).toContain('gossip_convergence_seconds_count{node="seed"}')
        expect(text).toContain('gossip_members{state="alive",node="seed"} 1')
      }
      expect((await fetch(`http://${metrics}/members`)).status).toBe(404)
    },
    TIMEOUT_MS,
  )

  it(
    '[NODE-15] a configuration file gives what flags do not; a mistake in it is told with its line',
    async () => {
      const port = await freePorts(1)
      const file = join(mesh.folder, 'node.conf')
      writeFileSync(file, `# a seed\nmode = seed\nname = from-file\nnodeAddr = localhost:${port}\n`)
      const words = ['node', '--config', file, '-name', 'from-flag']
      const node = await mesh.start('from-flag', `localhost:${port}`, words)
      expect((await node.members()).map(({ name }) => name)).toEqual(['from-flag'])
      writeFileSync(file, 'mode = seed\nname x\n')
      const { status, stderr } = await mesh.run(['node', '--config', file, '-nodeAddr=localhost:1']).finished
      expect(status).toBe(2)
      expect(stderr).toContain(`${file}:2:`)
    },
    TIMEOUT_MS,
  )
})
