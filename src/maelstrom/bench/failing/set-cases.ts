import { checkSet, type SetVerdict } from '../checkers/check-set.ts'
import type { SetOperation } from '../checkers/set-operations.ts'
import type { History } from '../history/operation.ts'
import { type Case, casesOf, type CheckedCase, positive } from './checked-case.ts'
import { fail, info, ok, type StepOptions, story } from './story.ts'

const add = (value: number, options?: StepOptions) => ok('add', value, null, options)
const read = (values: readonly number[], options?: StepOptions) => ok('read', null, values, options)

const CASES: readonly Case<History<SetOperation>>[] = [
  ['acknowledged and never seen', false, ['lost'], story([add(1), read([])])],
  ['seen once, then gone', false, ['lost'], story([add(1), read([1]), read([])])],
  ['one of two is gone', false, ['lost'], story([add(1), add(2), read([1, 2]), read([2])])],
  ['not acknowledged, but seen and then gone', false, ['lost'], story([info('add', 1), read([1]), read([])])],
  [
    'a restart forgets everything',
    false,
    ['lost'],
    story([add(1), add(2), add(3), read([1, 2, 3]), read([], { node: 'n1' })]),
  ],
  ['one element twice in a read', false, ['duplicated'], story([add(1), read([1, 1])])],
  ['twice in an early read only', false, ['duplicated'], story([add(1), read([1, 1]), read([1])])],
  ['a value that nobody added', false, ['unexpected'], story([add(1), read([1, 7])])],
  [
    'a value before its add began',
    false,
    ['unexpected'],
    story([add(1), read([1, 2]), add(2), read([1, 2])]),
  ],
  [
    'lost although a read that began earlier ends later and shows it',
    false,
    ['lost'],
    story([add(1, { from: 0, to: 1 }), read([1], { from: 2, to: 90 }), read([], { from: 3, to: 4 })]),
  ],
  ['late, but there in the end', true, ['stale'], story([add(1), read([]), read([1])])],
  ['there at once', true, [], story([add(1), read([1])])],
  [
    'absent from a read that began before the acknowledgement',
    true,
    ['never-read'],
    story([add(2), add(1, { from: 20, to: 30 }), read([2], { from: 25, to: 40 })]),
  ],
  ['refused and never seen', true, ['never-read'], story([fail('add', 1), add(2), read([2])])],
  ['nobody looked', 'unknown', ['never-read'], story([add(1), info('read', null)])],
]

export function setCases(): CheckedCase[] {
  const faultsOf = (verdict: SetVerdict) =>
    positive({
      lost: verdict['lost-count'],
      duplicated: verdict['duplicated-count'],
      unexpected: verdict['unexpected-count'],
      stale: verdict['stale-count'],
      'never-read': verdict['never-read-count'],
    })
  return casesOf('set', checkSet, faultsOf, CASES)
}
