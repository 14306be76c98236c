import { describe, expect, it } from '@jest/globals'
import { Answers, MAX_ANSWERS_AT_WORK } from '../../../../src/gossip/sdk/answers.ts'
import { Broadcasts, MAX_WAITING_BROADCASTS } from '../../../../src/gossip/sdk/broadcasts.ts'
import { MAX_OPEN_QUERIES, Queries } from '../../../../src/gossip/sdk/queries.ts'
import { Payload, bytesOf, checkName } from '../../../../src/gossip/sdk/payload.ts'
import { ManualTimers } from './manual-timers.ts'

const NO_BYTES = new Uint8Array()

describe('broadcasts that wait', () => {
  it('[SDK-16] resolve when they have left, and are refused where there is no room', async () => {
    const broadcasts = new Broadcasts()
    const reliable = broadcasts.wait('1', true, () => {})
    const limited = broadcasts.wait('2', false, () => broadcasts.sent('2', 0))
    const refused = broadcasts.wait('3', true, () => broadcasts.sent('3', 0))
    broadcasts.sent('1', 12)
    await Promise.all([reliable, limited])
    await expect(refused).rejects.toMatchObject({ code: 'overloaded' })
  })

  it('[SDK-16] are bounded in number, and rejected at the end', async () => {
    const broadcasts = new Broadcasts()
    const all = Array.from({ length: MAX_WAITING_BROADCASTS }, (_, index) =>
      broadcasts.wait(String(index), true, () => {}).catch((error: unknown) => error),
    )
    expect(() => broadcasts.wait('more', true, () => {})).toThrow(/wait for some/)
    broadcasts.end(new Error('closed'))
    expect(new Set((await Promise.all(all)).map(String))).toEqual(new Set(['Error: closed']))
  })
})

describe('questions', () => {
  it('[SDK-17] end with their time, whoever is silent', async () => {
    const timers = new ManualTimers()
    const queries = new Queries(timers.arm)
    const query = queries.begin('1', ['a', 'b'], 500)
    queries.answered('1', 'a', true, NO_BYTES)
    queries.answered('1', 'a', true, NO_BYTES)
    queries.answered('1', 'stranger', true, NO_BYTES)
    expect(timers.waits).toEqual([500])
    timers.fireAll()
    queries.answered('1', 'b', true, NO_BYTES)
    const { answers, silent } = await query.collect()
    expect(answers.map(({ from }) => from)).toEqual(['a'])
    expect(silent).toEqual(['b'])
    expect(queries.size).toBe(0)
  })

  it('[SDK-17] to nobody are over at once, and the open ones are bounded in number', async () => {
    const queries = new Queries(new ManualTimers().arm)
    expect(await queries.begin('0', [], 500).collect()).toEqual({ answers: [], silent: [] })
    for (let id = 1; id <= MAX_OPEN_QUERIES; id++) queries.begin(String(id), ['a'], 500)
    expect(() => queries.begin('more', ['a'], 500)).toThrow(/are open/)
  })

  it('[SDK-17] are answered by one handler at a time, and at most so many at once', async () => {
    const answers = new Answers()
    const off = answers.add('load', () => 5)
    expect(() => answers.add('load', () => 6)).toThrow(/answered already/)
    expect((await answers.answer('load', NO_BYTES, 'a')).ok).toBe(true)
    off()
    answers.add('load', () => new Promise(() => {}))
    for (let count = 0; count < MAX_ANSWERS_AT_WORK; count++) void answers.answer('load', NO_BYTES, 'a')
    const { ok, bytes } = await answers.answer('load', NO_BYTES, 'a')
    expect([ok, new Payload(bytes).text]).toEqual([false, '1000 answers are being worked on'])
  })

  it('[SDK-17] whose answer is too large fail, and say so', async () => {
    const answers = new Answers()
    answers.add('all', () => 'x'.repeat(40_000))
    const { ok, bytes } = await answers.answer('all', NO_BYTES, 'a')
    expect([ok, new Payload(bytes).text]).toEqual([false, expect.stringContaining('at most 32768')])
  })
})

describe('what is carried', () => {
  it('[SDK-16] is bytes as they were, or JSON', () => {
    const own = Uint8Array.of(1, 2)
    const sent = bytesOf(own, 'it')
    own[0] = 9
    expect(sent).toEqual(Uint8Array.of(1, 2))
    expect(new Payload(bytesOf({ a: [1, null] }, 'it')).json).toEqual({ a: [1, null] })
    expect(bytesOf(undefined, 'it')).toHaveLength(0)
  })

  it.each(['', 'x'.repeat(257), 'я'.repeat(129), '\ud800'])(
    '[SDK-16] has a name that fits: not %j',
    (name) => {
      expect(() => checkName(name, 'key')).toThrow(/1 to 256 bytes/)
    },
  )
})
