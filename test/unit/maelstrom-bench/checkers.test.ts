import { describe, expect, it } from '@jest/globals'
import { checkCounter, type CounterOperation } from '../../../src/maelstrom/bench/checkers/check-counter.ts'
import { checkSet } from '../../../src/maelstrom/bench/checkers/check-set.ts'
import { checkUniqueIds } from '../../../src/maelstrom/bench/checkers/check-unique-ids.ts'
import { checkKafka } from '../../../src/maelstrom/bench/checkers/kafka/check-kafka.ts'
import type { KafkaOperation } from '../../../src/maelstrom/bench/checkers/kafka/kafka-operations.ts'
import { quantiles } from '../../../src/maelstrom/bench/checkers/quantiles.ts'
import type { SetOperation } from '../../../src/maelstrom/bench/checkers/set-operations.ts'
import { worst } from '../../../src/maelstrom/bench/checkers/verdict.ts'
import { allCases } from '../../../src/maelstrom/bench/failing/all-cases.ts'
import { isAsExpected } from '../../../src/maelstrom/bench/failing/checked-case.ts'
import { info, ok, story } from '../../../src/maelstrom/bench/failing/story.ts'
import { casesTable } from '../../../src/maelstrom/bench/report/cases-table.ts'

const cases = allCases()

describe('the checkers', () => {
  it.each(cases.map((one) => [one.checker, one.name, one] as const))(
    '[GLOM-1] %s: %s',
    (_checker, _name, { expected, found, expectedFaults, foundFaults }) => {
      expect({ valid: found, faults: foundFaults.toSorted() }).toEqual({
        valid: expected,
        faults: expectedFaults.toSorted(),
      })
    },
  )

  it('[GLOM-1] are each proven by at least five histories that must fail, and by some that must not', () => {
    const families = [
      'echo',
      'unique-ids',
      'availability',
      'stats',
      'set',
      'counter',
      'kafka',
      'kafka commits',
      'txn',
    ]
    const few = families.filter((family) => {
      const own = cases.filter(({ checker }) => checker === family || checker.startsWith(`${family} read`))
      return (
        own.filter(({ expected }) => expected === false).length < 5 ||
        own.every(({ expected }) => expected === false)
      )
    })
    expect(few).toEqual([])
  })

  it('[GLOM-1] can be shown as a table, in which a wrong verdict stands out', () => {
    expect(casesTable(cases)).toMatch(/every checker says what it must\n$/)
    const [first] = cases
    const wrong = first ? { ...first, found: !first.found } : undefined
    expect(wrong && isAsExpected(wrong as (typeof cases)[number])).toBe(false)
    expect(casesTable(wrong ? [wrong as (typeof cases)[number]] : [])).toMatch(/1 verdicts are WRONG/)
  })
})

describe('verdicts', () => {
  it('[GLOM-2] the worst part decides, and no part at all decides nothing', () => {
    expect(worst([true, true])).toBe(true)
    expect(worst([true, 'unknown', true])).toBe('unknown')
    expect(worst(['unknown', false, true])).toBe(false)
    expect(worst([])).toBe('unknown')
  })
})

describe('the set analysis', () => {
  const times: SetOperation[] = [
    ok('add', 1, null, { from: 0, to: 10.9 }),
    ok('add', 2, null, { from: 1, to: 20 }),
    ok('read', null, [2], { from: 100, to: 101 }),
    ok('read', null, [1, 2], { from: 200, to: 201 }),
  ]

  it('[GLOM-3] counts from the acknowledgement to the last read that began and missed the element, in whole ms', () => {
    const verdict = checkSet(story(times))
    expect(verdict['stable-latencies']).toEqual({ 0: 0, 0.5: 89, 0.95: 89, 0.99: 89, 1: 89 })
    expect(verdict).toMatchObject({ 'attempt-count': 2, 'stable-count': 2, stale: [1], 'stale-count': 1 })
    expect(verdict['worst-stale']).toEqual([{ element: 1, 'known-ms': 10, 'stable-latency': 89 }])
  })

  it('[GLOM-3] counts from the first read that shows it, where that is earlier', () => {
    const verdict = checkSet(
      story<SetOperation>([
        ok('add', 1, null, { from: 0, to: 500 }),
        ok('read', null, [1], { from: 5, to: 30 }),
        ok('read', null, [], { from: 60, to: 61 }),
        ok('read', null, [1], { from: 70, to: 71 }),
      ]),
    )
    expect(verdict['stable-latencies']?.['1']).toBe(30)
  })

  it('[GLOM-3] gives nothing where there is nothing', () => {
    expect(checkSet([])).toMatchObject({ valid: 'unknown', 'stable-latencies': null, 'lost-latencies': null })
  })

  it('[GLOM-3] takes quantiles at index floor(n·p)', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect(quantiles(hundred)).toEqual({ 0: 1, 0.5: 51, 0.95: 96, 0.99: 100, 1: 100 })
    expect(quantiles([7])).toEqual({ 0: 7, 0.5: 7, 0.95: 7, 0.99: 7, 1: 7 })
  })
})

describe('the counter check', () => {
  it('[GLOM-3] gives the acceptable values as inclusive ranges', () => {
    const history = story<CounterOperation>([
      ok('add', 10, null),
      info('add', 1),
      info('add', 5),
      ok('read', null, 16, { final: true }),
    ])
    expect(checkCounter(history).acceptable).toEqual([
      [10, 11],
      [15, 16],
    ])
  })

  it('[GLOM-3] bears a thousand uncertain additions', () => {
    const many = Array.from({ length: 1000 }, () => info('add', 4))
    const verdict = checkCounter(story<CounterOperation>([...many, ok('read', null, 2002, { final: true })]))
    expect(verdict).toMatchObject({ valid: false, errors: [{ node: 'n0', value: 2002 }] })
  })
})

describe('the check of ids', () => {
  it('[GLOM-3] tells how often each was given out, and from which to which', () => {
    const ids = [3, 1, 3, 2].map((id) => ok('generate', null, id))
    expect(checkUniqueIds(story(ids))).toMatchObject({
      'attempted-count': 4,
      'acknowledged-count': 4,
      'duplicated-count': 1,
      duplicated: { 3: 2 },
      range: [1, 3],
    })
  })
})

describe('the check of logs', () => {
  it('[GLOM-3] tells how long the first message that a poll did not give had been acknowledged', () => {
    const history = story<KafkaOperation>([
      ok('send', { key: 'k', msg: 1 }, { offset: 0 }, { from: 0, to: 100 }),
      ok('send', { key: 'k', msg: 2 }, { offset: 1 }, { from: 200, to: 300 }),
      ok('poll', { k: 0 }, { msgs: { k: [[0, 1] as const] } }, { from: 2300, to: 2301, process: 4 }),
      ok(
        'poll',
        { k: 0 },
        { msgs: { k: [[0, 1] as const, [1, 2] as const] } },
        { from: 2400, to: 2401, process: 5 },
      ),
    ])
    expect(checkKafka(history)['worst-realtime-lag']).toEqual({ time: 2.3, process: 4, key: 'k', lag: 2 })
  })
})
