import type { History } from '../history/operation.ts'
import { canonical, type Json } from '../json.ts'
import type { ReadOperation, SetOperation } from './set-operations.ts'

export interface Moment {
  readonly atMs: number
  readonly order: number
}

/** Three moments of one element decide what became of it. */
export interface ElementTimes {
  readonly value: Json
  readonly addInvoked: Moment
  /** When somebody first could know it: its add was acknowledged, or a read that shows it ended. */
  known: Moment | undefined
  /** The latest-invoked reads that ended after its add began and did, or did not, show it. */
  lastPresent: Moment | undefined
  lastAbsent: Moment | undefined
  /** The number of the last read that showed it. */
  shownBy: number
}

export interface SetReading {
  readonly elements: readonly ElementTimes[]
  readonly duplicated: ReadonlyMap<string, number>
  readonly unexpected: ReadonlyMap<string, Json>
}

export function readTimes(history: History<SetOperation>): SetReading {
  const byKey = addedElements(history)
  const elements = [...byKey.values()]
  const duplicated = new Map<string, number>()
  const unexpected = new Map<string, Json>()
  let number = 0
  for (const read of okReads(history)) {
    number += 1
    const completed = { atMs: read.completedMs, order: read.completedOrder }
    const invoked = { atMs: read.invokedMs, order: read.invokedOrder }
    const seen = new Map<string, number>()
    for (const value of read.result ?? []) {
      const key = canonical(value)
      const times = (seen.get(key) ?? 0) + 1
      seen.set(key, times)
      if (times > 1) duplicated.set(key, Math.max(times, duplicated.get(key) ?? 0))
      const element = byKey.get(key)
      if (!element || element.addInvoked.order > completed.order) unexpected.set(key, value)
      else show(element, number, invoked, completed)
    }
    for (const element of elements) {
      // Elements stand in the order of their adds: no later one can be missed by this read.
      if (element.addInvoked.order > completed.order) break
      if (element.shownBy !== number) element.lastAbsent = invoked
    }
  }
  return { elements, duplicated, unexpected }
}

function addedElements(history: History<SetOperation>): Map<string, ElementTimes> {
  const byKey = new Map<string, ElementTimes>()
  for (const operation of history) {
    if (operation.f === 'read') continue
    const { value, outcome, completedMs, completedOrder, invokedMs, invokedOrder } = operation
    const known = outcome === 'ok' ? { atMs: completedMs, order: completedOrder } : undefined
    const before = byKey.get(canonical(value))
    if (before) before.known = earlier(before.known, known)
    else
      byKey.set(canonical(value), {
        value,
        addInvoked: { atMs: invokedMs, order: invokedOrder },
        known,
        lastPresent: undefined,
        lastAbsent: undefined,
        shownBy: 0,
      })
  }
  return byKey
}

function okReads(history: History<SetOperation>): ReadOperation[] {
  return history.flatMap((operation) =>
    operation.f === 'read' && operation.outcome === 'ok' ? [operation] : [],
  )
}

function show(element: ElementTimes, number: number, invoked: Moment, completed: Moment): void {
  element.shownBy = number
  element.lastPresent = invoked
  element.known = earlier(element.known, completed)
}

function earlier(a: Moment | undefined, b: Moment | undefined): Moment | undefined {
  if (!a || !b) return a ?? b
  return b.order < a.order ? b : a
}
