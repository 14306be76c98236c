import { spawnSync } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { version } from '../server/version.ts'
import { SHELL_COMMAND } from './shell-command.ts'
import { tell } from './terminal.ts'

export interface FailedSeed {
  readonly seed: number
  readonly violations: ReadonlyArray<{ readonly rule: string; readonly detail: string }>
}

const SHOWN_VIOLATIONS = 5

/** `words`: what has to be typed behind `sim` to see it again. */
export function tellFailedSeed({ seed, violations }: FailedSeed, words: string): void {
  tell(`seed ${seed} fails at ${commit()}; again: ${SHELL_COMMAND} sim ${words}`)
  for (const { rule, detail } of violations.slice(0, SHOWN_VIOLATIONS)) tell(`  ${rule}: ${detail}`)
  const more = violations.length - SHOWN_VIOLATIONS
  if (more > 0) tell(`  and ${more} more`)
}

/** What was run: the commit, where the sources are a checkout. */
function commit(): string {
  const cwd = dirname(fileURLToPath(import.meta.url))
  const { stdout, status } = spawnSync('git', ['describe', '--always', '--dirty', '--abbrev=12'], {
    cwd,
    encoding: 'utf8',
  })
  return status === 0 ? `commit ${stdout.trim()}` : `version ${version()}`
}
