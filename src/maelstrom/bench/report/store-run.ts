import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Limits } from '../presets/limits.ts'
import { limitReports } from '../presets/limits.ts'
import type { FinishedRun } from '../run/finished-run.ts'
import { runText } from './run-text.ts'
import { timelinePage } from './timeline-page.ts'

/** Result, history, every message, logs and a page, in one folder. */
export function storeRun(folder: string, title: string, run: FinishedRun, limits: Limits): void {
  const { record, result, logs } = run
  mkdirSync(folder, { recursive: true })
  const whole = { ...result, limits: limitReports(limits, result) }
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(whole, null, 2)}\n`)
  writeFileSync(join(folder, 'history.jsonl'), lines(record.recorder.history()))
  writeFileSync(join(folder, 'messages.jsonl'), lines(record.journal.entries))
  writeFileSync(
    join(folder, 'timeline.html'),
    timelinePage({
      title,
      summary: runText(result, limits),
      entries: record.journal.entries,
      nemesis: record.nemesis.events,
      fromMs: record.beganMs,
    }),
  )
  for (const [node, log] of logs) {
    if (log.length > 0) writeFileSync(join(folder, `${node}.log`), `${log.join('\n')}\n`)
  }
}

function lines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('')
}
