import type { FinalPlan } from './load.ts'

/** One read, and no more. */
export function readAtTheEnd(): FinalPlan {
  let isDone = false
  return {
    next() {
      if (isDone) return undefined
      isDone = true
      return { call: { f: 'read', value: null }, delayMs: 0 }
    },
  }
}
