import { spawnSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** `gamemesh sim` as a process of its own, as somebody types it. */
export function gamemeshSim(...words: string[]) {
  return spawnSync(process.execPath, ['src/cli/main.ts', 'sim', ...words], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
}

export function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), 'gamemesh-sim-'))
}
