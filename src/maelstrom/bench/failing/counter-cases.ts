import { checkCounter, type CounterOperation } from '../checkers/check-counter.ts'
import type { History } from '../history/operation.ts'
import { type Case, casesOf, type CheckedCase } from './checked-case.ts'
import { fail, info, ok, story } from './story.ts'

const add = (delta: number) => ok('add', delta, null)
const last = (value: number, node = 'n0') => ok('read', null, value, { final: true, node })

const CASES: readonly Case<History<CounterOperation>>[] = [
  ['an addition is lost', false, ['2'], story([add(1), add(2), last(2)])],
  ['an addition counts twice', false, ['4'], story([add(1), add(2), last(4)])],
  ['one node of two is behind', false, ['1'], story([add(1), add(2), last(3), last(1, 'n1')])],
  ['a refused addition counts', false, ['3'], story([add(1), fail('add', 2), last(3)])],
  ['half of an uncertain addition counts', false, ['2'], story([add(1), info('add', 2), last(2)])],
  ['a subtraction is ignored', false, ['5'], story([add(5), add(-2), last(5)])],
  ['an addition out of nothing', false, ['1'], story([add(0), last(1)])],
  ['uncertain, counted', true, [], story([add(1), info('add', 2), last(3)])],
  ['uncertain, not counted', true, [], story([add(1), info('add', 2), last(1)])],
  ['two uncertain ones', true, [], story([info('add', 1), info('add', -4), last(-3), last(-4, 'n1')])],
  ['stale reads before the end', true, [], story([add(1), ok('read', null, 0), add(2), last(3)])],
  ['no final read', 'unknown', [], story([add(1), ok('read', null, 9)])],
]

export function counterCases(): CheckedCase[] {
  return casesOf('counter', checkCounter, ({ errors }) => errors.map(({ value }) => String(value)), CASES)
}
