import { afterAll, afterEach, describe, expect, it } from '@jest/globals'
import { closed, eventually, freePorts, listenOn } from './gamemesh-process.ts'
import { MeshNodes } from './mesh-nodes.ts'

const TIMEOUT_MS = 90_000
const mesh = new MeshNodes()

afterEach(() => mesh.stopAll(), TIMEOUT_MS)
afterAll(() => mesh.remove())

describe('gamemesh node', () => {
  it(
    '[NODE-1] a seed whose routes name itself and a node that is given the seed list each other',
    async () => {
      const port = await freePorts(2)
      const [one, two] = [`localhost:${port}`, `localhost:${port + 1}`]
      const seedWords = ['node', '-mode=seed', '-name=test1', '-clusterNetwork=LOCAL', `-nodeAddr=${one}`]
      const seed = await mesh.start('test1', one, [...seedWords, `-routes=${one}`])
      const nodeWords = ['node', '-mode=node', '-name=test2', '-clusterNetwork=LOCAL', `-nodeAddr=${two}`]
      const node = await mesh.start('test2', two, [...nodeWords, `-routes=${one}`])
      await node.sees('test1', 'alive')
      await seed.sees('test2', 'alive')
      await seed.says('Node joined: test2')
      await node.says('Node joined: test1')
      expect(await seed.ask('node', 'members')).toMatchObject({
        stdout: `Member: test1 ${one}\nMember: test2 ${two}\n`,
      })
      expect(seed.written().stdout).toBe('Node joined: test2\n')
      expect(seed.written().stderr).not.toContain('seed has answered')
    },
    TIMEOUT_MS,
  )

  it(
    '[NODE-2] a node that starts before its seed says once that it waits, and joins when the seed comes',
    async () => {
      const port = await freePorts(2)
      const node = await mesh.node('early', port, `localhost:${port + 1}`)
      const waits = () => node.written().stderr.match(/no seed has answered yet/g)?.length
      await eventually('it says that it waits', waits)
      await mesh.seed('late', port + 1)
      await node.says('Node joined: late')
      expect(waits()).toBe(1)
    },
    TIMEOUT_MS,
  )

  it(
    '[NODE-3] of two routes one is enough, whichever is down',
    async () => {
      const port = await freePorts(3)
      const seed = await mesh.seed('second', port + 1)
      const node = await mesh.node('guest', port + 2, `localhost:${port},localhost:${port + 1}`)
      await node.sees('second', 'alive')
      await seed.sees('guest', 'alive')
    },
    TIMEOUT_MS,
  )

  it(
    '[NODE-4] a port in use is told in one line, with status 1',
    async () => {
      const server = await listenOn(0)
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      const running = mesh.run(['node', '-mode=seed', '-name=x', `-nodeAddr=127.0.0.1:${port}`])
      const { status, stderr } = await running.finished
      await closed(server)
      expect({ status, lines: stderr.trim().split('\n').length }).toEqual({ status: 1, lines: 1 })
      expect(stderr).toContain(`127.0.0.1:${port} is in use`)
    },
    TIMEOUT_MS,
  )

  it.each([
    ['-mode', ['-mode=boss', '-name=x', '-nodeAddr=localhost:9', '-routes=localhost:8']],
    ['-nodeAddr', ['-mode=seed', '-name=x', '-nodeAddr=localhost']],
    ['-nodeAddr', ['-mode=seed', '-name=x', '-clusterNetwork=LOCAL', '-nodeAddr=192.168.1.5:5000']],
    ['-nodeAddr', ['-mode=seed', '-name=x', '-clusterNetwork=PRIVATE', '-nodeAddr=localhost:5000']],
    ['-routes', ['-name=x', '-nodeAddr=localhost:9']],
    ['-detector', ['-mode=seed', '-name=x', '-nodeAddr=localhost:9', '--detector=guess']],
    ['-secret-file', ['-mode=seed', '-name=x', '-nodeAddr=localhost:9', '--secret-file=./none']],
  ])(
    '[NODE-5] a wrong %s is one line that names it, with status 2',
    async (flag, words) => {
      const { status, stderr, stdout } = await mesh.run(['node', ...words]).finished
      expect({ status, stdout, lines: stderr.trim().split('\n').length }).toEqual({
        status: 2,
        stdout: '',
        lines: 1,
      })
      expect(stderr).toContain(`gamemesh: ${flag}`)
    },
    TIMEOUT_MS,
  )

  it(
    '[NODE-6] a name whose holder lives at another address is refused, with status 1; the holder stays',
    async () => {
      const port = await freePorts(3)
      const seed = await mesh.seed('seed', port)
      const holder = await mesh.node('twin', port + 1, seed.address)
      await seed.sees('twin', 'alive')
      const words = ['node', '-name=twin', `-nodeAddr=localhost:${port + 2}`, `-routes=${seed.address}`]
      const second = await mesh.run(words).finished
      expect(second.status).toBe(1)
      expect(second.stderr).toContain('a live member is named "twin" already')
      expect(await seed.sees('twin', 'alive')).toMatchObject({ address: holder.address })
    },
    TIMEOUT_MS,
  )

  it(
    '[NODE-7] whoever is told to stop says so: the others see it as left, and it ends with status 0',
    async () => {
      const port = await freePorts(3)
      const seed = await mesh.seed('seed', port)
      const [one, two] = [
        await mesh.node('one', port + 1, seed.address),
        await mesh.node('two', port + 2, seed.address),
      ]
      await seed.sees('two', 'alive')
      one.signal('SIGTERM')
      expect((await one.finished).status).toBe(0)
      await seed.sees('one', 'left')
      await seed.says('Node left: one')
      expect((await two.ask('leave')).stdout).toBe('two is leaving\n')
      expect((await two.finished).status).toBe(0)
      await seed.sees('two', 'left')
    },
    TIMEOUT_MS,
  )
})
