/**
 * Holds the write lock of an embedded data folder, as a server does that stands still in the middle of a write:
 *
 *     lock-holder <dataDir>   prints a line when it has the lock, lets go when something comes on stdin
 */
import { readSync, writeSync } from 'node:fs'
import { open } from 'lmdb'

const STDIN = 0
const STDOUT = 1

const root = open({ path: process.argv[2] ?? '', noSubdir: false, overlappingSync: false })
root.transactionSync(() => {
  writeSync(STDOUT, 'holds it\n')
  readSync(STDIN, Buffer.alloc(1))
})
await root.close()
