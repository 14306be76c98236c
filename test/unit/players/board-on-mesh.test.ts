import { describe, expect, it } from '@jest/globals'
import type { MemberChange } from '../../../src/gossip/engine/effect.ts'
import type { Command } from '../../../src/gossip/engine/input.ts'
import type { Entry, MemberRow } from '../../../src/gossip/wire/messages.ts'
import { BoardOnMesh } from '../../../src/players/board-on-mesh.ts'
import { noGossiperEvents } from '../../../src/players/ports.ts'
import { NOON, keep, plainBoard } from './samples.ts'

/** A node of a mesh in which everything that is said arrives at once. */
function node(self: string, mesh: Map<string, Map<string, Entry>>, members: MemberRow[]) {
  const board = plainBoard(self)
  const own = new Map<string, Entry>()
  mesh.set(self, own)
  const listeners = new Set<(owner: string, entry: Entry) => void>()
  const command = (given: Command) => {
    if (given.kind === 'set') {
      const entry: Entry = { ...given, kind: 'value', version: 1 }
      own.set(given.key, entry)
      for (const tell of listeners) tell(self, entry)
    } else if (given.kind === 'delete') own.delete(given.key)
  }
  const onMesh = new BoardOnMesh({
    self,
    board,
    mesh: { members: () => members, entries: (owner) => mesh.get(owner)?.values() ?? [] },
    command,
    wallNanos: () => NOON,
    events: noGossiperEvents,
  })
  return { board, onMesh, own, listeners }
}

const row = (name: string, status: MemberRow['status'] = 'alive'): MemberRow => ({
  name,
  address: `${name}:1`,
  generation: 1,
  incarnation: 0,
  status,
})

function pair() {
  const mesh = new Map<string, Map<string, Entry>>()
  const members = [row('a'), row('b')]
  const [a, b] = [node('a', mesh, members), node('b', mesh, members)]
  const hears = (other: typeof a) => (owner: string, entry: Entry) =>
    other.onMesh.onEvent({ kind: 'entry', owner, entry })
  a.listeners.add(hears(b))
  b.listeners.add(hears(a))
  const update = (at: typeof a, id: string, score: bigint) => {
    const outcome = at.board.update(id, keep(score), NOON)
    if (outcome.ok) at.onMesh.publish(outcome.writes)
  }
  const member = (at: typeof a, change: MemberChange, name: string, status: MemberRow['status']) => {
    members.splice(0, 2, ...members.map((known) => (known.name === name ? row(name, status) : known)))
    at.onMesh.onEvent({ kind: 'member', change, member: row(name, status) })
  }
  return { a, b, update, member }
}

describe('a board on the mesh', () => {
  it('[PLY-11] shows what any node wrote, and lets the last writer win', () => {
    const { a, b, update } = pair()
    update(a, 'x', 1n)
    expect(b.board.state('x')?.score).toBe(1n)
    update(b, 'x', 2n)
    update(b, 'y', 3n)
    expect(a.board.text()).toBe(b.board.text())
    expect(a.board.state('x')?.score).toBe(2n)
  })

  it('[PLY-11] keeps the players of a node that has died, and says them in its place', () => {
    const { a, b, update, member } = pair()
    update(a, 'x', 1n)
    const before = b.board.text()
    member(b, 'died', 'a', 'dead')
    expect(b.board.text()).toBe(before)
    expect(b.own.size).toBe(0)
    b.onMesh.tend()
    expect([...b.own.keys()]).toEqual(['player/x'])
    expect(b.board.text()).toBe(before)
  })

  it('[PLY-11] takes the word of a node again that was only thought dead', () => {
    const { a, b, update, member } = pair()
    update(a, 'x', 1n)
    member(b, 'died', 'a', 'dead')
    update(a, 'x', 2n)
    expect(b.board.state('x')?.score).toBe(1n)
    member(b, 'refuted', 'a', 'alive')
    expect(b.board.state('x')?.score).toBe(2n)
  })

  it('[PLY-11] keeps the players of a node that has come back empty', () => {
    const { a, b, update } = pair()
    update(a, 'x', 1n)
    const entries = [...a.own.values()]
    a.own.clear()
    b.onMesh.onEvent({ kind: 'dropped', owner: 'a', entries, why: 'restarted' })
    expect(b.board.state('x')?.score).toBe(1n)
  })

  it('[PLY-11] leaves at rest one entry per player, at its last writer', () => {
    const { a, b, update } = pair()
    update(a, 'x', 1n)
    update(b, 'x', 2n)
    a.onMesh.tend()
    b.onMesh.tend()
    expect(a.own.size + b.own.size).toBe(1)
    expect(b.own.size).toBe(1)
  })
})
