import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { GCounter } from '../../../../src/gossip/crdt/g-counter.ts'
import { OrSet } from '../../../../src/gossip/crdt/or-set.ts'
import { PnCounter } from '../../../../src/gossip/crdt/pn-counter.ts'
import { gCounter, livePnCounter, lwwJson, orSet } from '../../../../src/gossip/shared/built-in-types.ts'
import type { SharedOutcome } from '../../../../src/gossip/shared/shared-values.ts'
import { SmallMesh, SmallNode, seenBy, to } from './small-mesh.ts'

const NAMES = ['a', 'b', 'c'] as const
const key = fc.constantFrom('k', 'l')
const at = fc.constantFrom(...NAMES)
const write = fc.record({
  act: fc.constantFrom('lww', 'count', 'live', 'add', 'remove', 'delete', 'tick'),
  at,
  key,
})
const move = fc.oneof(
  write,
  fc.record({ act: fc.constant('deliver' as const), at, from: at, key }),
  fc.record({ act: fc.constantFrom('tend'), at, key }),
)
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never

/** Each act has keys of its own, so that values of one type meet; deletions and one common key mix them. */
function keyFor(act: string, name: string): string {
  return name === 'l' || act === 'delete' ? name : `${act}-${name}`
}

function perform(
  mesh: SmallMesh,
  { act, at: name, key: at_ }: Move,
  index: number,
): SharedOutcome | undefined {
  const node = mesh.node(name)
  const where = act === 'remove' ? keyFor('add', at_) : keyFor(act, at_)
  node.wall += act === 'tick' ? 50n : 0n
  return node.do((values, wall) => {
    if (act === 'lww') return values.change(where, lwwJson, to(index), wall)
    if (act === 'count')
      return values.change(where, gCounter, (held = GCounter.empty) => held.increment(name), wall)
    if (act === 'live')
      return values.change(where, livePnCounter, (own = PnCounter.empty) => own.add(name), wall)
    if (act === 'add')
      return values.change(where, orSet, (held = OrSet.empty) => held.add(name, `${index % 3}`), wall)
    if (act === 'remove') {
      return values.change(where, orSet, (held = OrSet.empty) => held.remove(`${index % 3}`), wall)
    }
    if (act === 'delete') return values.delete(keyFor('lww', index % 2 ? 'k' : 'l'), wall)
    return act === 'tend' ? values.tend(wall, () => false) : { changes: [], writes: [] }
  })
}

function deliver(mesh: SmallMesh, step: Move): void {
  if (!('from' in step) || step.from === step.at) return
  const from = mesh.node(step.from)
  for (const entryKey of from.space.keys()) {
    if (entryKey.endsWith(step.key)) mesh.deliver(from, mesh.node(step.at), entryKey)
  }
}

function run(moves: readonly Move[]): SmallMesh {
  const mesh = new SmallMesh(...NAMES)
  for (const [index, step] of moves.entries()) {
    if (step.act === 'deliver') deliver(mesh, step)
    else perform(mesh, step, index)
  }
  return mesh
}

const history = fc.array(move, { maxLength: 40 })

describe('after any history', () => {
  it('[VAL-10] all nodes read the same once they hold the same, in whatever order and however often it came', () => {
    fc.assert(
      fc.property(history, fc.infiniteStream(fc.nat()), (moves, random) => {
        const mesh = run(moves)
        const entries = mesh.nodes.flatMap((node) =>
          [...node.space.values()].map((entry) => ({ node, entry })),
        )
        const [first, second] = [new SmallNode('x'), new SmallNode('y')]
        for (const { node, entry } of entries) first.values.apply(node.name, entry, 10_000n)
        const shuffled = [...entries, ...entries]
          .map((item) => ({ item, place: random.next().value }))
          .sort((a, b) => a.place - b.place)
        for (const { item } of shuffled) second.values.apply(item.node.name, item.entry, 10_000n)
        expect(seenBy(second)).toEqual(seenBy(first))
        mesh.exchangeAll()
        for (const node of mesh.nodes) expect(seenBy(node)).toEqual(seenBy(first))
      }),
      { numRuns: 300 },
    )
  })

  it('[VAL-2] letting go of what others hold changes nothing for readers, and ends', () => {
    fc.assert(
      fc.property(history, (moves) => {
        const mesh = run(moves)
        mesh.exchangeAll()
        const before = mesh.nodes.map(seenBy)
        mesh.settle()
        expect(mesh.nodes.map(seenBy)).toEqual(before)
      }),
      { numRuns: 300 },
    )
  })

  it('[VAL-20] readers see the same lasting values when an owner has gone and its values are adopted', () => {
    const lasting = history.map((moves) => moves.filter(({ act }) => act !== 'live'))
    fc.assert(
      fc.property(lasting, at, (moves, victim) => {
        const mesh = run(moves)
        mesh.exchangeAll()
        const before = seenBy(mesh.node(victim))
        mesh.crash(victim)
        for (const node of mesh.nodes) expect(seenBy(node)).toEqual(before)
        mesh.settle()
        for (const node of mesh.nodes) expect(seenBy(node)).toEqual(before)
        const late = new SmallNode('late')
        mesh.nodes.push(late)
        mesh.exchangeAll()
        expect(seenBy(late)).toEqual(before)
      }),
      { numRuns: 300 },
    )
  })

  it('[VAL-24] what any survivor had seen survives, even if the adopter had not: then those who hold it stand in', () => {
    fc.assert(
      fc.property(history, at, (moves, victim) => {
        const mesh = run(moves.filter(({ act }) => act !== 'delete'))
        mesh.crash(victim)
        const before = mesh.nodes.map(({ values }) => values.get('count-k', gCounter)?.value ?? 0)
        mesh.settle()
        mesh.settle(true)
        const after = mesh.nodes.map(({ values }) => values.get('count-k', gCounter)?.value ?? 0)
        expect(new Set(after).size).toBe(1)
        expect(after[0]).toBeGreaterThanOrEqual(Math.max(...before))
        const [first, second] = mesh.nodes.map(seenBy)
        expect(first).toEqual(second)
      }),
      { numRuns: 300 },
    )
  })
})
