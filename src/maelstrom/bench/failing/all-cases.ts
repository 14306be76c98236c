import type { CheckedCase } from './checked-case.ts'
import { counterCases } from './counter-cases.ts'
import { kafkaCases } from './kafka-cases.ts'
import { setCases } from './set-cases.ts'
import { simpleCases } from './simple-cases.ts'
import { txnCases } from './txn-cases.ts'

/** Histories that must fail, each for its reason, and histories that must not: the proof of the checkers. */
export function allCases(): CheckedCase[] {
  return [...simpleCases(), ...setCases(), ...counterCases(), ...kafkaCases(), ...txnCases()]
}
