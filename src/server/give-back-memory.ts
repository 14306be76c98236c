import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

type CollectGarbage = (options: { type: 'major'; flavor: 'last-resort' }) => void

/**
 * Gives back what loading the program took: V8 keeps the room that it needed for a moment, and an idle server would hold
 * some 10 MB for nothing. The function is asked for only here, because otherwise it belongs to no program.
 */
export function giveBackMemory(): void {
  setFlagsFromString('--expose-gc')
  const collect: CollectGarbage = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  collect({ type: 'major', flavor: 'last-resort' })
}
