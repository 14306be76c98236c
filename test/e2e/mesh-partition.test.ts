import { afterAll, afterEach, describe, expect, it } from '@jest/globals'
import { eventually, freePorts } from './gamemesh-process.ts'
import { type MeshNode, MeshNodes } from './mesh-nodes.ts'
import { MeshWall } from './mesh-wall.ts'

const TIMEOUT_MS = 120_000
const NODES = 4
const mesh = new MeshNodes()
let wall = new MeshWall()

afterEach(async () => {
  await mesh.stopAll()
  await wall.close()
  wall = new MeshWall()
}, TIMEOUT_MS)
afterAll(() => mesh.remove())

async function has(node: MeshNode, key: string, value: string): Promise<void> {
  await eventually(`${node.name} has ${key} = ${value}`, async () =>
    (await node.ask('get', key)).stdout === `${value}\n` ? true : undefined,
  )
}

describe('a mesh of processes that is parted', () => {
  it(
    '[NODE-19] goes on as two halves, and is one again with the later value of each key when it is healed',
    async () => {
      const port = await freePorts(2 * NODES)
      const advertised = (index: number) => port + NODES + index
      for (let index = 0; index < NODES; index++) await wall.open(advertised(index), port + index)
      const nodes: MeshNode[] = []
      for (let index = 0; index < NODES; index++) {
        const reached = `--advertise=localhost:${advertised(index)}`
        const routes = `localhost:${advertised(0)}`
        nodes.push(
          index === 0
            ? await mesh.seed('node-0', port, reached)
            : await mesh.node(`node-${index}`, port + index, routes, reached),
        )
      }
      const [a, b, c, d] = nodes
      if (!a || !b || !c || !d) throw new Error('nodes are missing')
      for (const node of nodes) for (const other of nodes) await node.sees(other.name, 'alive')

      wall.part([advertised(0), advertised(1)])
      await Promise.all([a.sees('node-2', 'dead'), b.sees('node-3', 'dead'), c.sees('node-0', 'dead')])
      await a.ask('set', 'map', 'desert')
      await has(b, 'map', 'desert')
      await c.ask('set', 'map', 'forest')
      await has(d, 'map', 'forest')
      expect((await a.ask('get', 'map')).stdout).toBe('desert\n')

      wall.heal()
      for (const node of nodes) for (const other of nodes) await node.sees(other.name, 'alive')
      for (const node of nodes) await has(node, 'map', 'forest')
    },
    TIMEOUT_MS,
  )
})
