import { join } from 'node:path'
import { errorMessage } from '../base/errors.ts'
import { type Validity, worst } from '../maelstrom/bench/checkers/verdict.ts'
import { allTable, type AllRow } from '../maelstrom/bench/report/all-table.ts'
import type { Preset, PresetAnswer } from '../maelstrom/bench/presets/presets.ts'
import type { AllCommand } from './glomers-command.ts'
import { runOnce } from './glomers-run.ts'
import { writeAll } from './line-sink.ts'
import { tell } from './terminal.ts'

/** Every challenge, one after the other, as one table. */
export async function runAll({ runs, json }: AllCommand, stop: AbortSignal): Promise<Validity> {
  const rows: AllRow[] = []
  for (const { preset, answer, command } of runs) {
    if (stop.aborted) break
    tell(`challenge ${command.title}`)
    const out = command.out === undefined ? undefined : join(command.out, folderOf(preset, answer))
    try {
      const { result } = await runOnce({ ...command, out }, stop)
      rows.push({ preset, answer, result })
    } catch (error) {
      tell(`challenge ${command.title}: ${errorMessage(error)}`)
      rows.push({ preset, answer, result: errorMessage(error) })
    }
  }
  writeAll(json ? `${JSON.stringify(rows, null, 2)}\n` : allTable(rows))
  return stop.aborted
    ? false
    : worst(rows.map(({ result }) => (typeof result === 'string' ? false : result.valid)))
}

function folderOf({ name }: Preset, { variant, withoutPartitions }: PresetAnswer): string {
  return `${name}-${variant}${withoutPartitions ? '-no-partitions' : ''}`
}
