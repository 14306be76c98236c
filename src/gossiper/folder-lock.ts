import { join } from 'node:path'
import { isError } from '../base/errors.ts'

const FILE = 'lock'
/** SQLite's words for "somebody else has it" begin so. */
const IS_HELD = /locked/

export interface FolderLock {
  release(): void
}

/**
 * Takes a folder for one process. The lock is the operating system's, so it goes with its process however that ends, and
 * holds between containers that share a volume, where a process id says nothing. Node has no call for such locks; the SQLite
 * in it takes them portably, here on a database that stays empty. Throws when another process has the folder.
 */
export function lockFolder(folder: string): FolderLock {
  // Loaded only when a folder is given: Node 22 prints a warning then.
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite')
  const database = new DatabaseSync(join(folder, FILE))
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (!isError(error) || !IS_HELD.test(error.message)) throw error
    throw new Error(
      `the data folder ${folder} is in use by another gossiper: stop it, or choose another --data-dir`,
      { cause: error },
    )
  }
  return { release: () => database.close() }
}
