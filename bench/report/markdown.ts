import type { Conditions } from '../conditions.ts'
import { type Bound, type Figure, verdict } from './figure.ts'
import type { PartReport, Report, Table } from './report.ts'

export function markdown(report: Report): string {
  return [
    conditionsText(report.date, report.conditions),
    ...figuresText(report.parts.flatMap(({ figures }) => figures)),
    ...report.parts.flatMap(partText),
  ].join('\n\n')
}

function conditionsText(date: string, conditions: Conditions): string {
  const { cpu, cores, memoryGb, node, system, fileSystem, durableWriteMs } = conditions
  return (
    `Measured ${date} on ${cores} cores (${cpu}, ${memoryGb} GB, ${system}) that servers, load generators and stores ` +
    `share; Node ${node}. The embedded store's folder lies on ${fileSystem}, where 4 KiB are durable after ` +
    `${durableWriteMs.toFixed(2)} ms (median).`
  )
}

function figuresText(figures: readonly Figure[]): string[] {
  if (figures.length === 0) return []
  const rows = figures.map((figure) => [
    figure.what,
    figure.stretch
      ? `${boundText(figure.asked)}${unit(figure)} (stretch ${boundText(figure.stretch)}${unit(figure)})`
      : `${boundText(figure.asked)}${unit(figure)}`,
    `${short(figure.measured)}${unit(figure)}`,
    verdict(figure),
  ])
  return ['### Asked and measured', tableText({ columns: ['figure', 'asked', 'measured', ''], rows })]
}

function partText({ title, notes, table }: PartReport): string[] {
  return [`### ${title}`, ...notes, tableText(table)]
}

function tableText({ columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')
}

function boundText(bound: Bound): string {
  return 'least' in bound ? `>= ${bound.least}` : `<= ${bound.most}`
}

function unit({ unit: name }: Figure): string {
  return name === undefined ? '' : ` ${name}`
}

/** Three digits are what a benchmark on a shared machine can promise. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return '-'
  if (Math.abs(value) >= 100) return String(Math.round(value))
  return String(Number(value.toPrecision(3)))
}
