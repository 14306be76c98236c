import { describe, expect, it } from '@jest/globals'
import type { MeshState } from '../../../../src/gossip/state/mesh-state.ts'
import { decodeFrame, encodeFrame } from '../../../../src/gossip/wire/frame.ts'
import type { Delta } from '../../../../src/gossip/wire/messages.ts'
import { bytes, must, piecesFrom, rowsOf, send, stateOf } from './replicas.ts'

const NAMES = ['A', 'B', 'C', 'D', 'X', 'Y', 'one', 'two']

/** A node that knows these owners, each by a value that has been written `version` times. */
function nodeKnowing(name: string, versions: Readonly<Record<string, number>>): MeshState {
  const node = stateOf(name, NAMES)
  for (const [owner, version] of Object.entries(versions)) {
    const writer = stateOf(owner)
    for (let count = 1; count <= version; count++) writer.set('value', 0, bytes(`v${count}`))
    send(0, writer, node)
  }
  return node
}

function known(node: MeshState): Record<string, number> {
  const rows = [...rowsOf(node)].filter(([, { max }]) => max > 0)
  return Object.fromEntries(rows.map(([owner]) => [owner, must(node.get(owner, 'value')).version] as const))
}

/** A delta as it is after its way through a frame. */
function framed(delta: Delta): Delta {
  const decoded = decodeFrame(encodeFrame(delta, 1))
  if (!decoded.ok || decoded.message.type !== 'delta') throw new Error('the frame is not a delta')
  return decoded.message
}

describe('worked examples', () => {
  it('[STATE-1] S2-21: {A:v1,B:v2,C:v3} and {A:v1,B:v3,D:v4} become {A:v1,B:v3,C:v3,D:v4}', () => {
    const one = nodeKnowing('one', { A: 1, B: 2, C: 3 })
    const two = nodeKnowing('two', { A: 1, B: 3, D: 4 })
    send(0, one, two)
    send(0, two, one)
    for (const node of [one, two]) expect(known(node)).toEqual({ A: 1, B: 3, C: 3, D: 4 })
  })

  it('[STATE-1] S2-85: “I have X (version 5)” – “I have X (version 4), send me yours; I have Y, you want it?”', () => {
    const one = nodeKnowing('one', { X: 5 })
    const two = nodeKnowing('two', { X: 4, Y: 1 })
    expect([...two.wants(rowsOf(one))].map(([owner, { max }]) => [owner, max])).toEqual([['X', 4]])
    expect([...one.wants(rowsOf(two)).keys()]).toEqual(['Y'])
    expect(piecesFrom(one, two)).toMatchObject([{ owner: 'X', from: 4, to: 5 }])
    expect(piecesFrom(two, one)).toMatchObject([{ owner: 'Y', from: 0, to: 1 }])
    send(0, one, two)
    send(0, two, one)
    for (const node of [one, two]) expect(known(node)).toEqual({ X: 5, Y: 1 })
  })

  it('[STATE-1] S3-33, S3-34: one round is digest, delta and wants, delta; afterwards both are equal', () => {
    const one = nodeKnowing('one', { A: 1, B: 2, C: 3 })
    const two = nodeKnowing('two', { A: 1, B: 3, D: 4 })
    const digest = [...rowsOf(two)].map(([name, version]) => ({
      name,
      incarnation: 0,
      status: 'alive' as const,
      ...version,
    }))
    const ack = decodeFrame(
      encodeFrame({ type: 'ack', seq: 1, incarnation: 0, digest: { rows: digest, partial: false } }, 1),
    )
    if (!ack.ok || ack.message.type !== 'ack') throw new Error('the frame is not an ack')
    const rows = new Map(must(ack.message.digest).rows.map((row) => [row.name, row]))

    const wants = [...one.wants(rows)].map(([name, version]) => ({
      name,
      incarnation: 0,
      status: 'alive' as const,
      ...version,
    }))
    const { pieces, more } = one.piecesFor(rows, NAMES, 1_000, 'newest')
    const there = framed({ type: 'delta', members: [], pieces, wants, more })
    expect([there.wants.map(({ name }) => name), there.pieces.map(({ owner }) => owner)]).toEqual([
      ['B', 'D'],
      ['C'],
    ])
    for (const piece of there.pieces) expect(two.apply(0, piece).outcome).toBe('applied')

    const wanted = new Map(there.wants.map((row) => [row.name, row]))
    const answer = two.piecesFor(wanted, wanted.keys(), 1_000, 'newest')
    const back = framed({ type: 'delta', members: [], wants: [], ...answer })
    for (const piece of back.pieces) expect(one.apply(0, piece).outcome).toBe('applied')
    for (const node of [one, two]) expect(known(node)).toEqual({ A: 1, B: 3, C: 3, D: 4 })
  })
})
