import { version } from '../server/version.ts'
import { PLANTED_ENGINE_BUGS } from '../simulator/planted/engine-bugs.ts'
import { findBug } from '../simulator/planted/find-bug.ts'
import { findEngineBug } from '../simulator/planted/find-engine-bug.ts'
import { PLANTED_BUGS } from '../simulator/planted/planted-bugs.ts'
import { type Envelope, jsonReport } from '../simulator/report/envelope.ts'
import { EXIT_FAILED, EXIT_OK } from './exit-status.ts'
import { writeAll } from './line-sink.ts'
import type { SimOptions } from './sim-options.ts'

interface Found {
  readonly name: string
  readonly level: 'fleet' | 'mesh'
  readonly seed?: number
  readonly rules: readonly string[]
}

/** `gamemesh sim planted`: how many seeds it takes to find each planted bug. */
export async function simPlanted({ seconds, seeds, from, json }: SimOptions): Promise<number> {
  const found: Found[] = []
  const add = (one: Found) => {
    found.push(one)
    if (!json) writeAll(`${one.name}: ${foundText(one, seeds)}\n`)
  }
  for (const bug of PLANTED_BUGS)
    add({ name: bug.name, level: 'fleet', ...(await findBug(bug, seconds, seeds, from)) })
  for (const bug of PLANTED_ENGINE_BUGS)
    add({ name: bug.name, level: 'mesh', ...findEngineBug(bug, seeds, from) })
  const missed = found.filter(({ seed }) => seed === undefined).length
  const ok = missed === 0
  const envelope: Envelope = {
    level: 'planted',
    version: version(),
    options: { from, seeds, seconds },
    ok,
    result: { bugs: found },
  }
  writeAll(json ? jsonReport(envelope) : `${found.length - missed} of ${found.length} planted bugs found\n`)
  return ok ? EXIT_OK : EXIT_FAILED
}

function foundText({ seed, rules }: Found, seeds: number): string {
  return seed === undefined ? `not found in ${seeds} seeds` : `seed ${seed}: ${rules.join('; ')}`
}
