import { closeSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Limits } from '../presets/limits.ts'
import { limitReports } from '../presets/limits.ts'
import type { FinishedRun } from '../run/finished-run.ts'
import { runText } from './run-text.ts'
import { timelinePage } from './timeline-page.ts'

const LINES_AT_ONCE = 10_000

/** Result, history, every message, logs and a page, in one folder. */
export function storeRun(folder: string, title: string, run: FinishedRun, limits: Limits): void {
  const { record, result, logs } = run
  mkdirSync(folder, { recursive: true })
  const whole = { ...result, limits: limitReports(limits, result) }
  writeFileSync(join(folder, 'results.json'), `${JSON.stringify(whole, null, 2)}\n`)
  writeLines(join(folder, 'history.jsonl'), record.recorder.history())
  writeLines(join(folder, 'messages.jsonl'), record.journal.entries)
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

/** In pieces: the messages of a long run are longer than any text can be. */
function writeLines(file: string, values: readonly unknown[]): void {
  const target = openSync(file, 'w')
  try {
    for (let at = 0; at < values.length; at += LINES_AT_ONCE) {
      const piece = values.slice(at, at + LINES_AT_ONCE)
      writeFileSync(target, piece.map((value) => `${JSON.stringify(value)}\n`).join(''))
    }
  } finally {
    closeSync(target)
  }
}
