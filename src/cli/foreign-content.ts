import { readdirSync } from 'node:fs'

const DATA_FILE = 'data.mdb'
/** `lost+found` is at the top of a file system, which a data folder may be. */
const HARMLESS = new Set(['lock.mdb', 'logs', 'lost+found'])
const NAMED = 3

/** Why the folder is that of another program, as a line; `undefined` when it is ours, new or empty. */
export function foreignContent(folder: string): string | undefined {
  const names = namesIn(folder)
  const foreign = names.filter((name) => !HARMLESS.has(name) && !name.startsWith('.')).toSorted()
  if (foreign.length === 0 || names.includes(DATA_FILE)) return undefined
  const shown = [...foreign.slice(0, NAMED), ...(foreign.length > NAMED ? ['…'] : [])].join(', ')
  return `the data folder ${folder} holds other things (${shown}) and no sessions: choose an empty or a new one with --data-dir`
}

/** Nothing where the folder cannot be read or does not exist: making it tells what is wrong. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
