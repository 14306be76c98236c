import type { History, Operation } from '../history/operation.ts'
import { canonical, type Json } from '../json.ts'
import { judge, type Verdict } from './verdict.ts'

export type EchoOperation = Operation<'echo', Json, Json>

export interface EchoVerdict extends Verdict {
  readonly 'wrong-count': number
  readonly wrong: readonly { readonly asked: Json; readonly answered: Json }[]
}

const SHOWN = 8

/** Each answer carries what was asked, unchanged. */
export function checkEcho(history: History<EchoOperation>): EchoVerdict {
  const answered = history.filter(({ outcome }) => outcome === 'ok')
  const wrong = answered.filter(({ value, result }) => canonical(value) !== canonical(result))
  return {
    valid: judge(wrong.length > 0, answered.length > 0),
    'wrong-count': wrong.length,
    wrong: wrong.slice(0, SHOWN).map(({ value, result }) => ({ asked: value, answered: result ?? null })),
  }
}
