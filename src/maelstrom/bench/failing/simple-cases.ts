import { type Availability, checkAvailability } from '../checkers/check-availability.ts'
import { checkEcho, type EchoOperation } from '../checkers/check-echo.ts'
import { checkStats } from '../checkers/check-stats.ts'
import { checkUniqueIds, type GenerateOperation } from '../checkers/check-unique-ids.ts'
import type { History } from '../history/operation.ts'
import { type Case, casesOf, type CheckedCase, positive } from './checked-case.ts'
import { fail, info, ok, story } from './story.ts'

const ECHOES: readonly Case<History<EchoOperation>>[] = [
  ['another text', false, ['wrong'], story([ok('echo', 'a', 'b')])],
  ['a number that became text', false, ['wrong'], story([ok('echo', 1, '1')])],
  ['a null for an answer', false, ['wrong'], story([ok('echo', 'a', null)])],
  ['a list in another order', false, ['wrong'], story([ok('echo', [1, 2], [2, 1])])],
  ['a missing key inside', false, ['wrong'], story([ok('echo', { a: { b: 1 } }, { a: {} })])],
  ['one wrong among many', false, ['wrong'], story([ok('echo', 1, 1), ok('echo', 2, 3), ok('echo', 4, 4)])],
  ['keys in another order', true, [], story([ok('echo', { a: 1, b: 2 }, { b: 2, a: 1 })])],
  ['no answer at all', 'unknown', [], story([info('echo', 1)])],
]

const ID = (id: string | number, node: string) => ok('generate', null, id, { node })

const IDS: readonly Case<History<GenerateOperation>>[] = [
  ['one node repeats itself', false, ['duplicated'], story([ID(1, 'n0'), ID(1, 'n0')])],
  ['two nodes give the same', false, ['duplicated'], story([ID('x', 'n0'), ID('x', 'n1')])],
  ['a counter that wraps', false, ['duplicated'], story([ID(1, 'n0'), ID(2, 'n0'), ID(1, 'n0')])],
  [
    'the same object with keys in another order',
    false,
    ['duplicated'],
    story([ok('generate', null, { a: 1, b: 2 }), ok('generate', null, { b: 2, a: 1 })]),
  ],
  ['a null twice', false, ['duplicated'], story([ok('generate', null, null), ok('generate', null, null)])],
  ['a number and its text', true, [], story([ID(1, 'n0'), ID('1', 'n1')])],
  ['nothing was acknowledged', 'unknown', [], story([info('generate', null), info('generate', null)])],
]

const availability = (asked: Availability) => (history: History) => checkAvailability(history, asked)

const HALF = story([ok('read', null, 1), fail('read', null)])
const TOTALS: readonly Case<History>[] = [
  ['one failed', false, ['ok-fraction'], HALF],
  ['one timed out', false, ['ok-fraction'], story([ok('read', null, 1), info('read', null)])],
  ['none answered', false, ['ok-fraction'], story([info('read', null)])],
  ['only adds answered', false, ['ok-fraction'], story([ok('add', 1, null), fail('read', null)])],
  [
    'one of a hundred failed',
    false,
    ['ok-fraction'],
    story([fail('read', null), ...Array.from({ length: 99 }, () => ok('read', null, 1))]),
  ],
  ['everything answered', true, [], story([ok('read', null, 1)])],
  ['nothing was asked', 'unknown', [], []],
]

const STATS: readonly Case<History>[] = [
  ['no read succeeded', false, ['read'], story([ok('add', 1, null), info('read', null)])],
  ['no add succeeded', false, ['add'], story([fail('add', 1), ok('read', null, 1)])],
  ['nothing succeeded', false, ['add', 'read'], story([fail('add', 1), info('read', null)])],
  [
    'polls never succeed',
    false,
    ['poll'],
    story([ok('send', 1, 1), info('poll', null), info('crash', null)]),
  ],
  ['one kind only, failed', false, ['txn'], story([fail('txn', []), fail('txn', [])])],
  ['crashes never succeed', true, [], story([info('crash', null), ok('send', 1, 1)])],
  ['nothing was asked', 'unknown', [], []],
]

export function simpleCases(): CheckedCase[] {
  const isShort = ({ valid }: { readonly valid: unknown }) => (valid === false ? ['ok-fraction'] : [])
  return [
    ...casesOf('echo', checkEcho, (verdict) => positive({ wrong: verdict['wrong-count'] }), ECHOES),
    ...casesOf(
      'unique-ids',
      checkUniqueIds,
      (verdict) => positive({ duplicated: verdict['duplicated-count'] }),
      IDS,
    ),
    ...casesOf('availability', availability('total'), isShort, TOTALS),
    ...casesOf('availability', availability(0.6), isShort, [
      ['half, of six tenths asked', false, ['ok-fraction'], HALF],
    ]),
    ...casesOf('availability', availability(0.5), isShort, [['half, as asked', true, [], HALF]]),
    ...casesOf(
      'stats',
      checkStats,
      (verdict) => Object.keys(verdict['by-f']).filter((f) => verdict['by-f'][f]?.valid === false),
      STATS,
    ),
  ]
}
