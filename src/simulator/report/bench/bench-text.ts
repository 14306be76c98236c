import type { BenchReport } from '../../bench/run-bench.ts'
import type { Table } from '../html/table.ts'
import { benchTables } from './bench-tables.ts'
import { benchWords } from './bench-words.ts'

export function benchText(report: BenchReport): string {
  const parts = [...benchTables(report).map(tableText), ...benchWords(report).map((line) => `${line}\n`)]
  return parts.join('\n')
}

/** Columns of equal width, names to the left and figures to the right. */
function tableText({ caption, head, rows }: Table): string {
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0
        return column === 0 ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd()
  return `${[caption, line(head), ...rows.map(line)].join('\n')}\n`
}
