import { type CheckedCase, isAsExpected } from '../failing/checked-case.ts'
import { validityWord } from './run-text.ts'

/** Each history by which a checker is proven, what it must say, and what it says. */
export function casesTable(cases: readonly CheckedCase[]): string {
  const checkers = [...new Set(cases.map(({ checker }) => checker))]
  const blocks = checkers.map((checker) => {
    const own = cases.filter((one) => one.checker === checker)
    const failing = own.filter(({ expected }) => expected === false).length
    return [`${checker}: ${own.length} histories, ${failing} of which must fail`, ...own.map(line)].join('\n')
  })
  const wrong = cases.filter((one) => !isAsExpected(one)).length
  const summary = wrong === 0 ? 'every checker says what it must' : `${wrong} verdicts are WRONG`
  return `${blocks.join('\n\n')}\n\n${cases.length} histories: ${summary}\n`
}

function line(one: CheckedCase): string {
  const mark = isAsExpected(one) ? 'ok   ' : 'WRONG'
  const faults = one.foundFaults.length > 0 ? `: ${one.foundFaults.join(', ')}` : ''
  return `  ${mark} ${one.name.padEnd(62)} ${validityWord(one.found)}${faults}`
}
