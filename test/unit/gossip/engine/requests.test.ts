import { describe, expect, it } from '@jest/globals'
import { MAX_OPEN_REQUESTS } from '../../../../src/gossip/engine/requests.ts'
import { NO_DELAY } from '../../../../src/simulator/cluster/cluster-world.ts'
import type { SimNode } from '../../../../src/simulator/cluster/sim-node.ts'
import type { LinkQuality } from '../../../../src/simulator/world/links.ts'
import { bytesOf, WatchedMesh } from './watched-mesh.ts'

/** A mesh whose programs answer every request with their own name, in capitals. */
function answering(nodes: number, links?: LinkQuality): WatchedMesh {
  const mesh = new WatchedMesh({ nodes, ...(links && { links }) })
  mesh.world.form(100, 10_000)
  mesh.seen.length = 0
  mesh.world.onEvent((node, event) => {
    if (event.kind !== 'request') return
    const reply = { id: event.id, to: event.address, ok: true, bytes: bytesOf(node.name.toUpperCase()) }
    mesh.world.scheduler.after(1, () => node.command({ kind: 'reply', ...reply }))
  })
  return mesh
}

function ask(node: SimNode, id: string, to: readonly string[], timeoutMs = 2_000): void {
  node.command({ kind: 'request', id, to, name: 'who', bytes: bytesOf('?'), timeoutMs })
}

function answers(mesh: WatchedMesh, node: SimNode): string[] {
  return mesh.told('reply', node).map(({ from, bytes }) => `${from} ${new TextDecoder().decode(bytes)}`)
}

describe('requests', () => {
  it('[MESH-37] each member asked answers once, and then the question is over', () => {
    const mesh = answering(4)
    ask(mesh.node(0), 'q', ['node-1', 'node-2', 'node-3'])
    mesh.world.play(100)
    expect(answers(mesh, mesh.node(0)).sort()).toEqual(['node-1 NODE-1', 'node-2 NODE-2', 'node-3 NODE-3'])
    expect(mesh.told('unanswered')).toEqual([{ kind: 'unanswered', id: 'q', from: [] }])
  })

  it('[MESH-38] who has not answered in time is named', () => {
    const mesh = answering(4)
    mesh.node(2).kill()
    ask(mesh.node(0), 'q', ['node-1', 'node-2', 'stranger'])
    mesh.world.play(1_999)
    expect(mesh.told('unanswered')).toEqual([])
    mesh.world.play(2)
    expect(mesh.told('unanswered')).toEqual([{ kind: 'unanswered', id: 'q', from: ['node-2', 'stranger'] }])
  })

  it('[MESH-39] a question is repeated at 30 % loss, handled once and answered alike', () => {
    const mesh = answering(8, { ...NO_DELAY, lossShare: 0.3 })
    const others = mesh.world.nodes.slice(1).map(({ name }) => name)
    for (let index = 0; index < 20; index++) ask(mesh.node(0), `q-${index}`, others, 30_000)
    mesh.world.play(30_000)
    expect(mesh.told('request')).toHaveLength(20 * 7)
    expect(answers(mesh, mesh.node(0))).toHaveLength(20 * 7)
    expect(mesh.told('unanswered').flatMap(({ from }) => from)).toEqual([])
  })

  it('[MESH-40] equal ids of two askers are two questions', () => {
    const mesh = answering(3)
    ask(mesh.node(0), 'q', ['node-2'])
    ask(mesh.node(1), 'q', ['node-2'])
    mesh.world.play(100)
    expect(mesh.told('request', mesh.node(2)).map(({ from }) => from)).toEqual(['node-0', 'node-1'])
    for (const asker of [mesh.node(0), mesh.node(1)]) expect(answers(mesh, asker)).toEqual(['node-2 NODE-2'])
  })

  it('[MESH-41] nobody asked, or too many questions open: it is over at once', () => {
    const mesh = answering(2)
    ask(mesh.node(0), 'none', [])
    expect(mesh.told('unanswered')).toHaveLength(1)
    mesh.node(1).kill()
    for (let index = 0; index < 1_001; index++) ask(mesh.node(0), `q-${index}`, ['node-1'], 60_000)
    expect(mesh.told('unanswered')).toHaveLength(2)
  })

  it('[MESH-73] too many open questions are told as one overload, and so is its end', () => {
    const mesh = answering(2)
    mesh.node(1).kill()
    for (let index = 0; index < MAX_OPEN_REQUESTS + 2; index++) ask(mesh.node(0), `q-${index}`, ['node-1'])
    expect(mesh.told('overload')).toEqual([
      { kind: 'overload', what: 'requests', begins: true, detail: `${MAX_OPEN_REQUESTS} questions are open` },
    ])
    expect(mesh.node(0).engine.status().overloads).toBe(2)
    mesh.world.play(10_000)
    expect(mesh.told('overload').slice(1)).toEqual([
      { kind: 'overload', what: 'requests', begins: false, detail: '' },
    ])
    ask(mesh.node(0), 'later', ['node-1'])
    expect(mesh.told('unanswered').filter(({ id }) => id === 'later')).toEqual([])
  })
})
