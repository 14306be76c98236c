import { html, type Markup } from './markup.ts'
import { type Axis, down, PLOT_UNITS, plotFrame, type Tone } from './plot-frame.ts'
import { linearScale, type Scale } from './scale.ts'

export interface Layer {
  readonly name: string
  readonly tone: Tone
  /** One for each column. */
  readonly values: readonly number[]
}

export interface ColumnChart {
  readonly title: string
  /** What the columns stand for, in order. */
  readonly columns: readonly string[]
  readonly xName: string
  readonly yName: string
  readonly shown: (value: number) => string
  /** Side by side in each column. */
  readonly layers: readonly Layer[]
}

/** More names than these would run into each other. */
const MOST_NAMES = 12
const GAP = 0.15

export function columnChart({ title, columns, xName, yName, shown, layers }: ColumnChart): Markup {
  const scale = linearScale(0, Math.max(1, ...layers.flatMap(({ values }) => values)))
  return plotFrame({
    title,
    summary: `${title}: ${layers.map(({ name, values }) => `${name} ${shown(total(values))}`).join(', ')} in all`,
    x: namesAxis(columns, xName),
    y: { name: yName, scale, shown },
    legend: layers.map(({ name, tone }) => ({ name, tone, look: 'block' })),
    content: columns.flatMap((_, column) => group(column, columns.length, layers, scale)),
  })
}

function group(column: number, count: number, layers: readonly Layer[], scale: Scale): Markup[] {
  const width = PLOT_UNITS / count
  const each = (width * (1 - GAP)) / layers.length
  const first = (column + GAP / 2) * width
  return layers.map(({ tone, values }, index) => {
    const left = rounded(first + index * each)
    const right = rounded(first + (index + 1) * each)
    return html`<path
      class="block tone-${tone}"
      d="M${left} ${PLOT_UNITS}V${down(scale, values[column] ?? 0)}H${right}V${PLOT_UNITS}z"
    />`
  })
}

function rounded(units: number): number {
  return Math.round(units * 10) / 10
}

function namesAxis(columns: readonly string[], name: string): Axis {
  const every = Math.ceil(columns.length / MOST_NAMES)
  const ticks = columns.map((_, index) => index).filter((index) => index % every === 0)
  return {
    name,
    scale: { at: (index) => (index + 0.5) / columns.length, ticks },
    shown: (index) => columns[index] ?? '',
  }
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
