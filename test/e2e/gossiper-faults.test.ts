import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { eventually, freePorts } from './gamemesh-process.ts'
import { GossiperNodes, agreed, clusterOf, isServing, metric, stateOf, update } from './gossiper-nodes.ts'
import { MeshWall } from './mesh-wall.ts'

const TEST_MS = 180_000
const FAST = '--gossip-interval=100ms'
/** More digits than a JavaScript number keeps. */
const EXACT = '9007199254740993'
const MODES: ReadonlyArray<readonly [string, readonly string[]]> = [
  ['full states', []],
  ['--delta', ['--delta']],
]

let nodes: GossiperNodes
let wall: MeshWall
beforeEach(() => {
  nodes = new GossiperNodes()
  wall = new MeshWall()
})
afterEach(async () => {
  await nodes.stopAll()
  await wall.close()
}, TEST_MS)

const wrote = (port: number, playerId: string) =>
  fetch(`http://localhost:${port}/update?playerId=${playerId}&score=${EXACT}`).then((answer) =>
    expect(answer.status).toBe(200),
  )

describe.each(MODES)('gossipers with %s', (_mode, more) => {
  it(
    '[GSP-20] go on while one of them stands still, and are equal again when it goes on',
    async () => {
      const cluster = await clusterOf(3, [FAST, ...more])
      const running = cluster.map(({ words }) => nodes.run(words))
      const [one = 0, two = 0, three = 0] = cluster.map(({ port }) => port)
      for (const port of [one, two, three]) await isServing(port)
      await wrote(three, 'early')
      await agreed([one, two, three], ({ early }) => early !== undefined)

      running[2]?.signal('SIGSTOP')
      await wrote(one, 'a')
      await wrote(two, 'b')
      await agreed([one, two], ({ a, b }) => a !== undefined && b !== undefined)
      running[2]?.signal('SIGCONT')
      await wrote(three, 'c')
      const state = await agreed([one, two, three], (players) => Object.keys(players).length === 4)
      expect(state.match(new RegExp(`"score":${EXACT},"timestamp":\\d{19}}`, 'g'))).toHaveLength(4)
    },
    TEST_MS,
  )

  it(
    '[GSP-20] that are parted take writes on both sides, and hold the same digits when they are healed',
    async () => {
      const { ports, part } = await behindWall(more)
      const [one = 0, two = 0, three = 0] = ports
      await wrote(one, 'early')
      await agreed(ports, ({ early }) => early !== undefined)

      await part(one)
      await wrote(one, 'left')
      await update(one, 'both', 1)
      await wrote(two, 'right')
      await update(three, 'both', 2)
      await agreed([two, three], ({ right, both }) => right !== undefined && both?.score === 2)
      const apart = JSON.parse(await stateOf(one))
      expect(apart).toMatchObject({ both: { score: 1 } })
      expect(apart).not.toHaveProperty('right')

      wall.heal()
      const state = await agreed(ports, (players) => Object.keys(players).length === 4)
      expect(JSON.parse(state)).toMatchObject({ both: { score: 2 } })
      for (const player of ['early', 'left', 'right'])
        expect(state).toContain(`"${player}":{"score":${EXACT},`)
    },
    TEST_MS,
  )

  it(
    '[GSP-8] killed in the midst of updates, have every answered one after a restart',
    async () => {
      const port = await freePorts(1)
      const words = [`--addr=localhost:${port}`, '--data-dir=kept', ...more]
      const first = nodes.run(words)
      await isServing(port)
      const answered = await updateUntilKilled(port, () => nodes.kill(first))
      expect(answered.size).toBe(WRITERS)
      nodes.run(words)
      await isServing(port)
      const players = JSON.parse(await stateOf(port))
      for (const [player, score] of answered) expect(players[player].score).toBeGreaterThanOrEqual(score)
    },
    TEST_MS,
  )
})

/** Three nodes, each pair with a proxy between them; one can be parted from the others. */
async function behindWall(more: readonly string[]) {
  const isDelta = more.length > 0
  const first = await freePorts(12)
  const ports = [first, first + 1, first + 2]
  // In frames a node says who it is; a full state comes through a door of its sender's own.
  const doorOf = (from: number, to: number) => first + 3 + (isDelta ? to : 3 * from + to)
  const numbers = [0, 1, 2]
  for (const to of numbers) {
    if (isDelta) await wall.open(doorOf(0, to), first + to)
    for (const from of isDelta ? [] : numbers.filter((other) => other !== to))
      await wall.open(doorOf(from, to), first + to, { from: first + from, to: first + to })
  }
  for (const index of numbers) {
    const peers = numbers.filter((to) => to !== index).map((to) => `localhost:${doorOf(index, to)}`)
    const words = [`--id=node${index}`, `--addr=localhost:${first + index}`, `--peers=${peers.join(',')}`]
    const reached = isDelta ? [`--advertise=localhost:${doorOf(0, index)}`] : []
    nodes.run([...words, FAST, ...more, ...reached])
  }
  for (const port of ports) await isServing(port)
  const part = async (port: number) => {
    wall.part([isDelta ? doorOf(0, port - first) : port])
    const series = 'gamemesh_gossiper_exchange_failures_total'
    const before = await metric(port, series)
    await eventually(
      'nothing passes any more',
      async () => (await metric(port, series)) > before + 1 || undefined,
    )
  }
  return { ports, part }
}

const WRITERS = 8
const ENOUGH = 400

/** Scores grow until the node is killed; gives the last that was answered, of each writer's player. */
async function updateUntilKilled(port: number, kill: () => Promise<void>) {
  const answered = new Map<string, number>()
  let count = 0
  let killed: Promise<void> | undefined
  const write = async (player: string) => {
    for (let score = 1; ; score++) {
      const isAnswered = await update(port, player, score).then(
        () => true,
        () => false,
      )
      if (!isAnswered) return
      answered.set(player, score)
      if (++count === ENOUGH) killed = kill()
    }
  }
  await Promise.all(Array.from({ length: WRITERS }, (_, index) => write(`p${index}`)))
  await killed
  return answered
}
