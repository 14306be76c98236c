import { checkTxn } from '../checkers/txn/check-txn.ts'
import type { ConsistencyModel } from '../checkers/txn/models.ts'
import type { MicroOperation, TxnOperation } from '../checkers/txn/txn-operations.ts'
import type { History } from '../history/operation.ts'
import { type Case, casesOf, type CheckedCase } from './checked-case.ts'
import { fail, info, ok, type StepOptions, story } from './story.ts'

const w = (key: number, value: number): MicroOperation => ['w', key, value]
const r = (key: number, value: number | null): MicroOperation => ['r', key, value]
const did = (steps: readonly MicroOperation[], options: StepOptions = { from: 0, to: 100 }) =>
  ok('txn', steps, steps, options)
const refused = (steps: readonly MicroOperation[]) => fail('txn', steps, { from: 0, to: 100 })
const uncertain = (steps: readonly MicroOperation[]) => info('txn', steps, { from: 0, to: 100 })

/** Both keys get their versions from the same two transactions, in opposite orders. */
const G0 = story([did([r(1, 20), w(1, 10), w(2, 10)]), did([r(2, 10), w(2, 20), w(1, 20)])])

const ALWAYS: readonly Case<History<TxnOperation>>[] = [
  ['writes interleave', false, ['G0'], G0],
  [
    'writes of three interleave',
    false,
    ['G0'],
    story([
      did([w(1, 1), r(3, 3), w(3, 1)]),
      did([w(2, 2), r(1, 1), w(1, 2)]),
      did([w(3, 3), r(2, 2), w(2, 3)]),
    ]),
  ],
  [
    'two versions precede each other',
    false,
    ['cyclic-versions'],
    story([did([r(1, 20), w(1, 10)]), did([r(1, 10), w(1, 20)])]),
  ],
  [
    'three versions in a circle',
    false,
    ['cyclic-versions'],
    story([did([r(1, 3), w(1, 1)]), did([r(1, 1), w(1, 2)]), did([r(1, 2), w(1, 3)])]),
  ],
  [
    'a value that nobody wrote',
    false,
    ['garbage-read'],
    story([did([w(1, 1)]), did([r(1, 7)]), did([r(1, null)])]),
  ],
  [
    'many that never saw each other',
    false,
    [],
    story(Array.from({ length: 20 }, (_, key) => did([w(key, 1)]))),
  ],
  ['one after the other', true, [], story([did([w(1, 1)]), did([r(1, 1), w(1, 2)]), did([r(1, 2)])])],
  ['nothing written yet', 'unknown', [], story([did([r(1, null)])])],
  ['none was answered', 'unknown', [], story([uncertain([w(1, 1)])])],
]

const COMMITTED: readonly Case<History<TxnOperation>>[] = [
  [
    'a refused write is read',
    false,
    ['G1a'],
    story([refused([w(1, 1)]), did([r(1, 1)]), did([r(1, null), w(1, 2)])]),
  ],
  [
    'a refused write is read by one of many',
    false,
    ['G1a'],
    story([refused([w(1, 1), w(2, 1)]), did([w(2, 5)]), did([r(2, 5)]), did([r(1, 1)])]),
  ],
  [
    'an intermediate write is read',
    false,
    ['G1b'],
    story([did([w(1, 1), w(1, 2)]), did([r(1, 1)]), did([r(1, 2)])]),
  ],
  [
    'an intermediate write of an uncertain one is read',
    false,
    ['G1b'],
    story([uncertain([w(1, 1), w(1, 2)]), did([r(1, 1)]), did([w(2, 1)]), did([r(2, 1)])]),
  ],
  ['two read each other', false, ['G1c'], story([did([w(1, 1), r(2, 1)]), did([w(2, 1), r(1, 1)])])],
  [
    'three read each other in a circle',
    false,
    ['G1c'],
    story([did([w(1, 1), r(3, 1)]), did([w(2, 1), r(1, 1)]), did([w(3, 1), r(2, 1)])]),
  ],
  [
    'one reads what was written over its own',
    false,
    ['G1c'],
    story([did([w(1, 1), r(2, 2)]), did([r(1, 1), w(1, 2), w(2, 2)])]),
  ],
  ['an uncertain write is read', true, [], story([uncertain([w(1, 1)]), did([r(1, 1)])])],
  ['two do not see each other', true, [], story([did([r(2, null), w(1, 1)]), did([r(1, null), w(2, 1)])])],
]

const SKEW = story([did([r(1, null), r(2, null), w(1, 1)]), did([r(1, null), r(2, null), w(2, 1)])])
const LOST = story([did([w(1, 1)]), did([r(1, 1), w(1, 2)]), did([r(1, 1), w(1, 3)])])

const STRONGER: readonly (readonly [ConsistencyModel, Case<History<TxnOperation>>])[] = [
  [
    'read-uncommitted',
    ['two read each other, and may', true, [], story([did([w(1, 1), r(2, 1)]), did([w(2, 1), r(1, 1)])])],
  ],
  ['snapshot-isolation', ['two updates of one version', false, ['lost-update'], LOST]],
  [
    'snapshot-isolation',
    ['forgets its own write', false, ['internal'], story([did([w(1, 1)]), did([w(1, 2), r(1, 1)])])],
  ],
  [
    'snapshot-isolation',
    [
      'sees half of another',
      false,
      ['G-single'],
      story([did([w(1, 1), w(2, 1)]), did([r(1, 1), r(2, null)])]),
    ],
  ],
  ['snapshot-isolation', ['write skew, and may', true, [], SKEW]],
  ['serializable', ['write skew', false, ['G2'], SKEW]],
  [
    'strict-serializable',
    [
      'an old value after a new one was acknowledged',
      false,
      ['realtime-cycle'],
      story([did([w(1, 1)], { from: 0, to: 1 }), did([r(1, null)], { from: 2, to: 3 })]),
    ],
  ],
  [
    'serializable',
    [
      'an old value after a new one was acknowledged, and may',
      true,
      [],
      story([did([w(1, 1)], { from: 0, to: 1 }), did([r(1, null)], { from: 2, to: 3 })]),
    ],
  ],
]

export function txnCases(): CheckedCase[] {
  const of = (model: ConsistencyModel, cases: readonly Case<History<TxnOperation>>[]) =>
    casesOf(
      `txn ${model}`,
      (history: History<TxnOperation>) => checkTxn(history, model),
      ({ not }) => not,
      cases,
    )
  return [
    ...of('read-uncommitted', ALWAYS),
    ...of('read-committed', COMMITTED),
    ...STRONGER.flatMap(([model, one]) => of(model, [one])),
  ]
}
