import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { lastWriterForm } from '../../../src/players/player-form.ts'
import { NOON, SECOND, anyState, boardOf, keep, plainBoard } from './samples.ts'

const player = (score: number, timestamp: bigint) => `{"a":{"score":${score},"timestamp":${timestamp}}}`

describe('a board of players', () => {
  it('[PLY-1] takes newer states and leaves older ones', () => {
    const board = plainBoard()
    board.merge(player(1, 20n), NOON)
    board.merge(player(2, 10n), NOON)
    expect(board.text()).toBe(player(1, 20n))
    board.merge(player(3, 21n), NOON)
    expect(board.text()).toBe(player(3, 21n))
  })

  it('[PLY-1] holds the same on all nodes after they have exchanged their states, in whatever order', () => {
    const states = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), anyState), { maxLength: 20 })
    fc.assert(
      fc.property(states, (writes) => {
        const texts = writes.map(([id, state]) => `{"${id}":${lastWriterForm.toJson(state)}}`)
        const forth = plainBoard()
        const back = plainBoard('node2')
        for (const text of texts) forth.restore(text, NOON)
        for (const text of texts.toReversed()) back.restore(text, NOON)
        expect(forth.text()).toBe(back.text())
      }),
    )
  })

  it('[PLY-1, PLY-2] keeps exactly one of two concurrent writes, the same one everywhere', () => {
    const [one, two] = [plainBoard('node1'), plainBoard('node2')]
    one.update('a', keep(1n), NOON)
    two.update('a', keep(2n), NOON)
    const [first, second] = [one.text(), two.text()]
    one.merge(second, NOON)
    two.merge(first, NOON)
    expect(one.text()).toBe(two.text())
    expect([first, second]).toContain(one.text())
  })

  it('[PLY-4] stamps an update by the wall clock, and later than all that it has seen', () => {
    const board = plainBoard()
    board.update('a', keep(1n), NOON)
    expect(board.state('a')).toEqual({ score: 1n, timestamp: NOON })
    board.merge(player(2, NOON + 30n * SECOND), NOON)
    board.update('a', keep(3n), NOON)
    expect(board.state('a')?.score).toBe(3n)
    expect(board.state('a')?.timestamp).toBeGreaterThan(NOON + 30n * SECOND)
    expect(board.state('a')?.timestamp).toBeLessThan(NOON + 31n * SECOND)
  })

  it('[PLY-4] lets an update count although what it had saved is ahead of its clock', () => {
    const board = plainBoard()
    board.restore(player(1, NOON + 9_000n * SECOND), NOON)
    board.update('a', keep(2n), NOON)
    expect(board.state('a')?.score).toBe(2n)
  })

  it('[PLY-5] leaves out what lies too far ahead until its time has come, and takes the rest', () => {
    const ahead = NOON + 61n * SECOND
    const text = `{"a":{"score":1,"timestamp":${ahead}},"b":{"score":2,"timestamp":5}}`
    const board = plainBoard()
    expect(board.merge(text, NOON)).toMatchObject({ ok: true, leftOut: 1 })
    expect(board.text()).toBe('{"b":{"score":2,"timestamp":5}}')
    board.update('a', keep(7n), NOON)
    expect(board.state('a')?.timestamp).toBeLessThan(NOON + SECOND)
    expect(board.merge(text, NOON + 2n * SECOND)).toMatchObject({ leftOut: 0 })
    expect(board.text()).toBe(text)
  })

  it('[PLY-6] keeps metadata through updates of the score, replaces them, and removes them', () => {
    const board = plainBoard()
    const metadata = '{"level":5,"name":"Ann"}'
    board.update('a', { score: 1n, metadata: { text: metadata } }, NOON)
    board.update('a', keep(2n), NOON)
    expect(board.state('a')).toMatchObject({ score: 2n, metadata })
    const other = plainBoard('node2')
    other.merge(board.text(), NOON)
    expect(other.text()).toBe(board.text())
    board.update('a', { score: 3n, metadata: { text: undefined } }, NOON)
    expect(board.state('a')).not.toHaveProperty('metadata')
  })

  it('[PLY-6] has one form for equal metadata', () => {
    const board = plainBoard()
    board.merge('{"a":{"timestamp":1,"metadata":{"b":[1,{"d":1,"c":2}],"a":1.50},"score":1}}', NOON)
    expect(board.playerText('a')).toBe('{"score":1,"timestamp":1,"metadata":{"a":1.5,"b":[1,{"c":2,"d":1}]}}')
  })

  it('[PLY-9] gives copies: what is done to them changes nothing', () => {
    const board = plainBoard()
    board.update('a', { score: 1n, metadata: { text: '{"n":1}' } }, NOON)
    const before = board.text()
    Object.assign(board.state('b') ?? {}, { score: 9n })
    const bytes = board.update('b', keep(2n), NOON)
    if (bytes.ok) bytes.writes[0]?.bytes.fill(0)
    expect(board.textOf('a')).toBe(before)
    expect(board.state('b')?.score).toBe(2n)
  })

  it('[PLY-10] takes a state whole or not at all', () => {
    const board = plainBoard()
    board.merge(player(1, 5n), NOON)
    const before = board.text()
    for (const bad of ['{"b":{"score":1,"timestamp":1},"a":{"score":9,"timestamp":"9"}}', '{"b":', '[]'])
      expect(board.merge(bad, NOON).ok).toBe(false)
    expect(board.text()).toBe(before)
  })

  it('[PLY-10] keeps no more players than its bound', () => {
    const board = boardOf(lastWriterForm, 'node1', { maxPlayers: 2 })
    board.update('a', keep(1n), NOON)
    board.update('b', keep(1n), NOON)
    expect(board.update('c', keep(1n), NOON)).toMatchObject({ ok: false, code: 'full' })
    expect(board.update('a', keep(2n), NOON)).toMatchObject({ ok: true })
    expect(board.merge('{"a":{"score":3,"timestamp":3},"c":{"score":1,"timestamp":1}}', NOON)).toMatchObject({
      ok: false,
      code: 'full',
    })
    expect(board.size).toBe(2)
  })

  it('[PLY-9] writes equal states as equal texts, players in order', () => {
    const [one, two] = [plainBoard(), plainBoard('node2')]
    one.merge(
      '{"b":{"score":2,"timestamp":2},"10":{"score":1,"timestamp":1},"9":{"score":1,"timestamp":1}}',
      NOON,
    )
    two.merge('{"9":{"score":1,"timestamp":1},"b":{"score":2,"timestamp":2}}', NOON)
    two.merge('{"10":{"score":1,"timestamp":1}}', NOON)
    expect(two.text()).toBe(one.text())
    expect(plainBoard().text()).toBe('{}')
  })

  it('[PLY-9] shares the bytes of a state among all who ask, until it changes', () => {
    const board = plainBoard()
    board.update('ü', keep(1n), NOON)
    const bytes = board.bytes()
    expect(Buffer.from(bytes).toString()).toBe(board.text())
    expect(board.bytes()).toBe(bytes)
    board.update('ü', keep(2n), NOON)
    expect(Buffer.from(board.bytes()).toString()).toBe(board.text())
    expect(Buffer.from(bytes).toString()).toContain('"score":1,')
  })

  it('[PLY-9] tells of each player that changes, and of no other', () => {
    const told: string[] = []
    const board = boardOf(lastWriterForm, 'node1', { onChanged: (id) => told.push(id) })
    board.merge('{"a":{"score":1,"timestamp":1},"b":{"score":1,"timestamp":1}}', NOON)
    board.merge('{"a":{"score":1,"timestamp":1},"b":{"score":2,"timestamp":2}}', NOON)
    expect(told).toEqual(['a', 'b', 'b'])
  })
})
