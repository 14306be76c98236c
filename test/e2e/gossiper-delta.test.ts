import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { encodeFrame } from '../../src/gossip/wire/frame.ts'
import { eventually, freePorts } from './gamemesh-process.ts'
import { GossiperNodes, agreed, clusterOf, isServing, metric, update } from './gossiper-nodes.ts'

const TEST_MS = 180_000
const FAST = ['--gossip-interval=200ms']

let nodes: GossiperNodes
beforeEach(() => {
  nodes = new GossiperNodes()
})
afterEach(() => nodes.stopAll(), TEST_MS)

async function startAll(extra: readonly string[]) {
  const cluster = await clusterOf(3, extra)
  const running = cluster.map(({ words }) => nodes.run(words))
  for (const { port } of cluster) await isServing(port)
  return { ports: cluster.map(({ port }) => port), running, cluster }
}

function playersAsJson(count: number): string {
  const players = Array.from({ length: count }, (_, index) => [
    `player${index}`,
    { score: index, timestamp: 1_696_012_345_000_000 + index },
  ])
  return JSON.stringify(Object.fromEntries(players))
}

async function gossip(port: number, body: string): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`http://localhost:${port}/gossip`, { method: 'POST', headers, body })
  if (answer.status !== 200) throw new Error(`/gossip: ${answer.status}`)
}

/** Bytes that a node sends and receives per round, once everybody holds the same. */
async function idleBytesPerRound(port: number): Promise<number> {
  const read = async () => ({
    bytes: await metric(port, 'gamemesh_gossiper_gossip_bytes_total'),
    rounds: await metric(port, 'gamemesh_gossiper_rounds_total'),
    mismatches: await metric(port, 'gamemesh_gossiper_mismatches_total'),
  })
  return eventually('ten rounds without a difference', async () => {
    const before = await read()
    const after = await eventually('ten rounds', async () => {
      const now = await read()
      return now.rounds >= before.rounds + 10 ? now : undefined
    })
    if (after.mismatches > before.mismatches) return undefined
    return (after.bytes - before.bytes) / (after.rounds - before.rounds)
  })
}

function refusal(asked: string, detail: string): Uint8Array<ArrayBuffer> {
  const message = { type: 'join-refused', code: 'name_taken', knownGeneration: 0, detail, asked } as const
  return Uint8Array.from(encodeFrame(message, 1))
}

describe('gossipers with --delta', () => {
  it(
    '[GSP-24] heed a refusal only from whom they have asked, and show its reason without control characters',
    async () => {
      const port = await freePorts(2)
      const node = nodes.run([
        `--addr=localhost:${port}`,
        `--peers=localhost:${port + 1}`,
        ...FAST,
        '--delta',
      ])
      await isServing(port)
      const post = async (asked: string, detail: string) => {
        const headers = { 'content-type': 'application/vnd.gamemesh.frames', 'gossip-from': asked }
        const body = refusal(asked, detail)
        return (await fetch(`http://localhost:${port}/gossip`, { method: 'POST', headers, body })).status
      }
      expect(await post('10.0.0.1:1', 'not asked')).toBe(200)
      await update(port, 'a', 1)
      expect(await metric(port, 'gamemesh_gossiper_players')).toBe(1)
      await post(`localhost:${port + 1}`, 'so \u001b[2J').catch(() => {})
      const { status, stderr } = await node.finished
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: `gamemesh: localhost:${port + 1} does not let this node in: so \\u001b[2J\n`,
      })
    },
    TEST_MS,
  )

  it(
    '[GSP-12] converge, and an idle round costs the same with many players as with few',
    async () => {
      const { ports } = await startAll([...FAST, '--delta'])
      const [one = 0] = ports
      await update(one, 'alice', 100, '&metadata=%7B%22level%22:5%7D')
      await agreed(ports, ({ alice }) => alice?.score === 100)
      const few = await idleBytesPerRound(one)
      await gossip(one, playersAsJson(3000))
      await agreed(ports, (players) => Object.keys(players).length === 3001)
      const many = await idleBytesPerRound(one)
      expect(few).toBeLessThan(1000)
      expect(many).toBeLessThan(1.5 * few + 100)
    },
    TEST_MS,
  )

  it(
    '[GSP-12] send far less when idle than those that exchange full states',
    async () => {
      const { ports } = await startAll(FAST)
      const [one = 0] = ports
      await gossip(one, playersAsJson(3000))
      await agreed(ports, (players) => Object.keys(players).length === 3000)
      expect(await idleBytesPerRound(one)).toBeGreaterThan(100_000)
    },
    TEST_MS,
  )

  it(
    '[GSP-12, PLY-11] keep the players of a node that dies, and give them back when it returns',
    async () => {
      const { ports, running, cluster } = await startAll([...FAST, '--delta'])
      const [one = 0, two = 0, three = 0] = ports
      await gossip(one, playersAsJson(200))
      await agreed(ports, (players) => Object.keys(players).length === 200)
      const [first] = running
      if (!first) throw new Error('a first node')
      await nodes.kill(first)
      await eventually(
        'the death is known',
        async () =>
          ((await metric(two, 'gamemesh_gossiper_members', 'dead')) === 1 &&
            (await metric(three, 'gamemesh_gossiper_members', 'dead')) === 1) ||
          undefined,
      )
      await update(two, 'later', 1)
      await agreed([two, three], (players) => Object.keys(players).length === 201)
      nodes.run(cluster[0]?.words ?? [])
      await isServing(one)
      await agreed(ports, (players) => Object.keys(players).length === 201)
      await update(one, 'player7', 777)
      await agreed(ports, (players) => players['player7']?.score === 777)
      expect(await metric(two, 'gamemesh_gossiper_members', 'alive')).toBe(3)
    },
    TEST_MS,
  )

  it(
    '[GSP-12, PLY-7] with vector clocks let a write replace all that its node had seen',
    async () => {
      const { ports } = await startAll([...FAST, '--delta', '--conflicts=siblings'])
      const [one = 0, two = 0] = ports
      await Promise.all([update(one, 'a', 1), update(two, 'a', 2)])
      await agreed(ports, ({ a }) => a !== undefined)
      await update(one, 'a', 3)
      const state = await agreed(ports, ({ a }) => a?.score === 3)
      expect(JSON.parse(state).a).not.toHaveProperty('siblings')
    },
    TEST_MS,
  )
})
