import { describe, expect, it } from '@jest/globals'
import * as fc from 'fast-check'
import { readExact } from '../../../src/players/exact-json.ts'
import { lastWriterForm } from '../../../src/players/player-form.ts'
import { readState } from '../../../src/players/state-text.ts'
import { NOON, anyState, plainBoard } from './samples.ts'

const read = (text: string) => readState(text, lastWriterForm)
const one = (player: string) => read(`{"a":${player}}`)

describe('a state as JSON', () => {
  it('[PLY-3] keeps every digit of timestamps and scores, there and back', () => {
    const text =
      '{"a":{"score":-9223372036854775808,"timestamp":1696012345000000001},' +
      '"b":{"score":9223372036854775807,"timestamp":1696012345000000002}}'
    const board = plainBoard()
    expect(board.merge(text, NOON)).toMatchObject({ ok: true })
    expect(board.text()).toBe(text)
  })

  it('[PLY-3] reads what it writes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[ -~]{1,9}$/), anyState), (players) => {
        const text = `{${Object.entries(players)
          .map(([id, state]) => `${JSON.stringify(id)}:${lastWriterForm.toJson(state)}`)
          .join(',')}}`
        const result = read(text)
        expect(result.ok && Object.fromEntries(result.players)).toEqual({ ...players })
      }),
    )
  })

  it('[PLY-3] takes whole numbers of JSON for what they say, however JavaScript would round them', () => {
    expect(readExact('[9007199254740993,-0,1.5,1e3,0]')).toEqual([9007199254740993n, 0n, 1.5, 1000, 0n])
    expect(readExact('123456789012345678901234567890')).toBeNaN()
  })

  it.each([
    ['a negative timestamp', '{"score":1,"timestamp":-1}'],
    ['a timestamp as text', '{"score":1,"timestamp":"1"}'],
    ['a fraction as timestamp', '{"score":1,"timestamp":1.5}'],
    ['a timestamp of 65 bits', '{"score":1,"timestamp":18446744073709551616}'],
    ['no timestamp', '{"score":1}'],
    ['no score', '{"timestamp":1}'],
    ['a score as text', '{"score":"1","timestamp":1}'],
    ['a fraction as score', '{"score":1.5,"timestamp":1}'],
    ['a score of 65 bits', '{"score":9223372036854775808,"timestamp":1}'],
    ['null', 'null'],
    ['a list', '[1,2]'],
    ['an unknown field', '{"score":1,"timestamp":1,"rank":1}'],
    ['metadata that are no object', '{"score":1,"timestamp":1,"metadata":[1]}'],
    ['metadata with a number that cannot be kept', '{"score":1,"timestamp":1,"metadata":{"n":1e999}}'],
    ['metadata that are too long', `{"score":1,"timestamp":1,"metadata":{"n":"${'x'.repeat(5000)}"}}`],
    [
      'metadata that are too deep',
      `{"score":1,"timestamp":1,"metadata":{"n":${'['.repeat(99)}${']'.repeat(99)}}}`,
    ],
  ])('[PLY-10] is refused with %s', (_what, player) => {
    expect(one(player)).toMatchObject({ ok: false, fault: 'player' })
  })

  it.each(['', '{', 'nothing', '{"a":{"score":1,"timestamp":1}', '['.repeat(100_000)])(
    '[PLY-10] is told apart from text that is no JSON: %.10s',
    (text) => {
      expect(read(text)).toMatchObject({ ok: false, fault: 'json' })
    },
  )

  it.each(['', '\u0000', 'a\nb', '\u009b31m', '\ud800', 'ü'.repeat(101)])(
    '[PLY-10] has no player called %j',
    (id) => {
      expect(read(`{${JSON.stringify(id)}:{"score":1,"timestamp":1}}`)).toMatchObject({ ok: false })
    },
  )

  it.each(['__proto__', 'constructor', '1', '🎮'])('[PLY-3] may have a player called %s', (id) => {
    const board = plainBoard()
    board.merge(`{${JSON.stringify(id)}:{"score":1,"timestamp":1}}`, NOON)
    expect(board.text()).toBe(`{${JSON.stringify(id)}:{"score":1,"timestamp":1}}`)
  })
})
