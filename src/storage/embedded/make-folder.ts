import { mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Makes the folder and those above it. Node's own recursive `mkdir` never returns where a file system denies that a parent
 * exists which it has just shown, as /proc does.
 */
export function makeFolder(path: string): void {
  const full = resolve(path)
  if (statSync(full, { throwIfNoEntry: false })?.isDirectory()) return
  if (dirname(full) !== full) makeFolder(dirname(full))
  try {
    mkdirSync(full)
  } catch (error) {
    // Another server of this machine may have been faster.
    if (!statSync(full, { throwIfNoEntry: false })?.isDirectory()) throw error
  }
}
