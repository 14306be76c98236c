import { afterAll, afterEach, describe, expect, it } from '@jest/globals'
import { eventually, freePorts } from './gamemesh-process.ts'
import { MeshNodes } from './mesh-nodes.ts'

const TIMEOUT_MS = 120_000
const mesh = new MeshNodes()

afterEach(() => mesh.stopAll(), TIMEOUT_MS)
afterAll(() => mesh.remove())

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
