import { connect } from 'node:net'
import { afterAll, afterEach, describe, expect, it } from '@jest/globals'
import { eventually, freePorts } from './gamemesh-process.ts'
import { MeshNodes } from './mesh-nodes.ts'

const TIMEOUT_MS = 120_000
const mesh = new MeshNodes()

afterEach(() => mesh.stopAll(), TIMEOUT_MS)
afterAll(() => mesh.remove())

/** What a node says of itself to whoever opens a link. */
async function greetingOf(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1')
  socket.write('GM')
  let text = ''
  for await (const piece of socket) if ((text += piece).includes('}')) break
  return text
}

describe('a mesh of processes', () => {
  it(
    '[NODE-8] a node that is killed is held for dead, and its name can be had again from anywhere',
    async () => {
      const port = await freePorts(4)
      const seed = await mesh.seed('seed', port)
      await mesh.node('other', port + 1, seed.address)
      const victim = await mesh.node('victim', port + 2, seed.address)
      await seed.sees('victim', 'alive')
      victim.signal('SIGKILL')
      await seed.sees('victim', 'dead')
      await seed.says('Node left: victim')
      const again = await mesh.node('victim', port + 3, seed.address)
      expect(await seed.sees('victim', 'alive')).toMatchObject({ address: again.address })
    },
    TIMEOUT_MS,
  )

  it(
    '[NODE-9] a node that stands still becomes suspicious or dead, and is alive again when it goes on',
    async () => {
      const port = await freePorts(3)
      const seed = await mesh.seed('seed', port)
      await mesh.node('other', port + 1, seed.address)
      const sleeper = await mesh.node('sleeper', port + 2, seed.address)
      const { generation } = await seed.sees('sleeper', 'alive')
      sleeper.signal('SIGSTOP')
      await eventually('the seed notices', () =>
        seed.written().stderr.includes('sleeper (') ? true : undefined,
      )
      expect(seed.written().stderr).toMatch(/sleeper \(.*\) does not answer and is suspicious/)
      sleeper.signal('SIGCONT')
      expect(await seed.sees('sleeper', 'alive')).toMatchObject({ generation })
      expect((await sleeper.sees('other', 'alive')).name).toBe('other')
    },
    TIMEOUT_MS,
  )

  it(
    '[NODE-20] a node that nobody can dial is a member like others, with --behind-nat',
    async () => {
      const port = await freePorts(4)
      const seed = await mesh.seed('seed', port)
      const other = await mesh.node('other', port + 1, seed.address)
      // Nothing listens at the address that it gives.
      const hidden = ['--behind-nat', `--advertise=localhost:${port + 3}`]
      const node = await mesh.node('hidden', port + 2, seed.address, ...hidden)
      await node.sees('other', 'alive')
      await other.sees('hidden', 'alive')
      expect(await greetingOf(port + 2)).toContain('"dialable":false')
      expect(await greetingOf(port)).toContain('"dialable":true')
      await node.ask('set', 'from/hidden', '1')
      await other.ask('set', 'from/other', '2')
      await eventually('both ways', async () => {
        const [there, here] = await Promise.all([
          other.ask('get', 'from/hidden'),
          node.ask('get', 'from/other'),
        ])
        return there.stdout === '1\n' && here.stdout === '2\n' ? true : undefined
      })
      // Probed by now, by everybody.
      expect((await seed.ask('query', 'ping', '--to=hidden')).stdout).toBe('hidden: pong\n')
      for (const watcher of [seed, other]) {
        expect(await watcher.sees('hidden', 'alive')).toMatchObject({ address: `localhost:${port + 3}` })
        expect(watcher.written().stdout).not.toContain('Node left: hidden')
      }
    },
    TIMEOUT_MS,
  )

  it(
    '[NODE-10] a seed that comes back knowing nothing learns everything from the others',
    async () => {
      const port = await freePorts(3)
      const routes = `-routes=localhost:${port}`
      const seed = await mesh.seed('seed', port, routes)
      const one = await mesh.node('one', port + 1, seed.address)
      await mesh.node('two', port + 2, seed.address)
      await seed.sees('two', 'alive')
      await one.ask('set', 'game/map', '"desert"')
      seed.signal('SIGKILL')
      await seed.finished
      const back = await mesh.seed('seed', port, routes)
      await back.sees('one', 'alive')
      await back.sees('two', 'alive')
      await eventually('the seed has the key', async () =>
        (await back.ask('get', 'game/map')).stdout === 'desert\n' ? true : undefined,
      )
    },
    TIMEOUT_MS,
  )
})
