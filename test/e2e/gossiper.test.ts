import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { eventually, freePorts } from './gamemesh-process.ts'
import {
  GossiperNodes,
  agreed,
  clusterOf,
  isServing,
  metric,
  stateOf,
  textAt,
  update,
} from './gossiper-nodes.ts'

const TEST_MS = 120_000
const curl = async (...words: string[]) => (await promisify(execFile)('curl', ['-s', ...words])).stdout

let nodes: GossiperNodes
beforeEach(() => {
  nodes = new GossiperNodes()
})
afterEach(() => nodes.stopAll(), TEST_MS)

const FAST = ['--gossip-interval=100ms']

describe('gossipers', () => {
  it(
    '[GSP-16] of three show what one was told, by the commands of the documents',
    async () => {
      const cluster = await clusterOf(3)
      for (const { words } of cluster) nodes.run(words)
      for (const { port } of cluster) await isServing(port)
      const [one = 0, two = 0] = cluster.map(({ port }) => port)
      await curl(`http://localhost:${one}/update?playerId=alice&score=100`)
      await eventually(
        'alice on node2',
        async () =>
          (await curl(`http://localhost:${two}/state`)).startsWith('{"alice":{"score":100,"timestamp":') ||
          undefined,
      )
      const state = await agreed(
        cluster.map(({ port }) => port),
        ({ alice }) => alice?.score === 100,
      )
      const timestamp = BigInt(/"timestamp":(\d+)/.exec(state)?.[1] ?? 0)
      expect(Number(timestamp / 1_000_000n) / Date.now()).toBeCloseTo(1, 6)
    },
    TEST_MS,
  )

  it(
    '[GSP-16] start in any order, survive the death of one, and fill it again when it comes back empty',
    async () => {
      const cluster = await clusterOf(3, FAST)
      const [one, two, three] = cluster.map(({ port }) => port)
      const start = (index: number) => nodes.run(cluster[index]?.words ?? [])
      if (one === undefined || two === undefined || three === undefined) throw new Error('three nodes')
      start(0)
      await isServing(one)
      await update(one, 'early', 1)
      start(1)
      const third = start(2)
      await agreed([one, two, three], ({ early }) => early?.score === 1)

      await nodes.kill(third)
      await Promise.all([update(one, 'a', 2), update(two, 'b', 3)])
      await agreed([one, two], (players) => players['a'] !== undefined && players['b'] !== undefined)

      const again = start(2)
      await isServing(three)
      await update(three, 'c', 4)
      await agreed([one, two, three], (players) => Object.keys(players).length === 4)
      expect(again.written().stdout).not.toMatch(/"level":"(warn|error)"/)
    },
    TEST_MS,
  )

  it(
    '[GSP-16] take writes by turns, as behind a load balancer, and lose none',
    async () => {
      const cluster = await clusterOf(3, [...FAST, '--fanout=2'])
      for (const { words } of cluster) nodes.run(words)
      const ports = cluster.map(({ port }) => port)
      for (const port of ports) await isServing(port)
      await Promise.all(
        Array.from({ length: 60 }, (_, index) => update(ports[index % 3] ?? 0, `p${index}`, index)),
      )
      const state = await agreed(ports, (players) => Object.keys(players).length === 60)
      expect(JSON.parse(state)['p59'].score).toBe(59)
    },
    TEST_MS,
  )

  it(
    '[GSP-7, GSP-13] run alone and with peers that are not there, quietly, and count the failures',
    async () => {
      const port = await freePorts(2)
      const node = nodes.run([`-addr`, `localhost:${port}`, `-peers=localhost:${port + 1}`, ...FAST])
      await isServing(port)
      await eventually(
        'failures are counted',
        async () =>
          (await metric(port, 'gamemesh_gossiper_exchange_failures_total', 'unreachable')) > 3 || undefined,
      )
      expect(await stateOf(port)).toBe('{}')
      expect(node.written().stdout.trim().split('\n')).toHaveLength(1)
      expect(node.written().stdout).toContain('"id":"node1"')
      const metrics = await textAt(port, '/metrics')
      for (const name of [
        'rounds_total',
        'gossip_bytes_total',
        'players',
        'merged_writes_total',
        'converged',
      ])
        expect(metrics).toContain(`# TYPE gamemesh_gossiper_${name} `)
    },
    TEST_MS,
  )

  it(
    '[GSP-19] at --log-level=debug write each round as a span of a trace',
    async () => {
      const port = await freePorts(2)
      const words = [`--addr=localhost:${port}`, `--peers=localhost:${port + 1}`, ...FAST]
      const node = nodes.run([...words, '--log-level=debug'])
      const span = (holds: (line: Record<string, unknown>) => boolean) =>
        eventually('a span', () =>
          node
            .written()
            .stdout.split('\n')
            .slice(0, -1)
            .map((line): Record<string, unknown> => JSON.parse(line))
            .find((line) => line['message'] === 'gossip.round' && holds(line)),
        )
      const failed = await span((line) => line['error.type'] === 'unreachable')
      expect(failed['peer.name']).toBe(`localhost:${port + 1}`)
      nodes.run(['--id=other', `--addr=localhost:${port + 1}`])
      const ended = await span((line) => line['gossip.mismatch'] === false)
      expect(ended['trace_id']).toMatch(/^[0-9a-f]{32}$/)
    },
    TEST_MS,
  )

  it(
    '[GSP-11] end with one line and status 1 when their port is taken',
    async () => {
      const port = await freePorts(1)
      nodes.run([`--addr=localhost:${port}`])
      await isServing(port)
      const { status, stderr } = await nodes.run([`--addr=localhost:${port}`]).finished
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: `gamemesh: localhost:${port} is in use by another program: stop it, or choose another --addr\n`,
      })
    },
    TEST_MS,
  )

  it(
    '[GSP-10, GSP-17] explain themselves, refuse nonsense, and stop when asked',
    async () => {
      const help = await nodes.run(['--help']).finished
      expect(help).toMatchObject({ status: 0, stderr: '' })
      expect(help.stdout).toContain('--peers LIST')
      expect(await nodes.run(['--nonsense']).finished).toMatchObject({ status: 2 })
      const port = await freePorts(1)
      const node = nodes.run(['--id', 'x', `--addr=127.0.0.1:${port}`])
      await isServing(port)
      node.signal('SIGTERM')
      expect(await node.finished).toMatchObject({ status: 0, signal: null })
    },
    TEST_MS,
  )

  it(
    '[GSP-1, GSP-3] take a thousand updates at once while they are read',
    async () => {
      const port = await freePorts(1)
      nodes.run([`--addr=localhost:${port}`])
      await isServing(port)
      const updates = Array.from({ length: 1000 }, (_, index) => update(port, `p${index % 500}`, index))
      const reads = Array.from({ length: 100 }, async () => JSON.parse(await stateOf(port)))
      await Promise.all([...updates, ...reads])
      expect(Object.keys(JSON.parse(await stateOf(port)))).toHaveLength(500)
    },
    TEST_MS,
  )

  it(
    '[PLY-7] with --conflicts=siblings show concurrent writes, and what comes after them instead',
    async () => {
      const first = await freePorts(2)
      const ports = [first, first + 1]
      for (const port of ports)
        nodes.run([`--id=n${port}`, `--addr=localhost:${port}`, '--conflicts=siblings'])
      for (const port of ports) await isServing(port)
      // They know nothing of each other; this test carries their states.
      const carry = async (from: number, to: number) => {
        const headers = { 'content-type': 'application/json' }
        const body = await stateOf(from)
        expect((await fetch(`http://localhost:${to}/gossip`, { method: 'POST', headers, body })).status).toBe(
          200,
        )
      }
      const [one = 0, two = 0] = ports
      await update(one, 'a', 1)
      await update(two, 'a', 2)
      await carry(one, two)
      await carry(two, one)
      expect(JSON.parse(await stateOf(one)).a).toMatchObject({ score: 2, siblings: [{ score: 1 }] })
      expect(await stateOf(two)).toBe(await stateOf(one))
      await update(one, 'a', 3)
      await carry(one, two)
      expect(JSON.parse(await stateOf(two)).a).toMatchObject({ score: 3 })
      expect(JSON.parse(await stateOf(two)).a).not.toHaveProperty('siblings')
    },
    TEST_MS,
  )

  it(
    '[GSP-8] with a data folder hold after kill -9 what they have answered; without one nothing',
    async () => {
      const port = await freePorts(1)
      const words = [`--addr=localhost:${port}`, '--data-dir=kept']
      const first = nodes.run(words)
      await isServing(port)
      await Promise.all(Array.from({ length: 200 }, (_, index) => update(port, `p${index}`, index)))
      await update(port, 'a', 7, '&metadata=%7B%22level%22:5%7D')
      const before = await stateOf(port)
      await nodes.kill(first)
      const second = nodes.run(words)
      await isServing(port)
      expect(await stateOf(port)).toBe(before)
      await nodes.kill(second)
      nodes.run([`--addr=localhost:${port}`])
      await isServing(port)
      expect(await stateOf(port)).toBe('{}')
    },
    TEST_MS,
  )
})
