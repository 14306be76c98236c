import { html, type Markup } from './markup.ts'
import { across, type Axis, down, plotFrame, type Tone } from './plot-frame.ts'

export type Point = readonly [x: number, y: number]

export interface Series {
  readonly name: string
  readonly tone: Tone
  readonly points: readonly Point[]
  readonly look?: 'line' | 'dashes'
  /** The value stays until the next point, instead of moving there. */
  readonly isStepped?: boolean
  readonly hasDots?: boolean
}

export interface LineChart {
  readonly title: string
  readonly x: Axis
  readonly y: Axis
  readonly series: readonly Series[]
  readonly id?: string
}

export function lineChart({ series, ...chart }: LineChart): Markup {
  return plotFrame({
    ...chart,
    summary: `${chart.title}: ${series.map((one) => told(one, chart)).join('; ')}`,
    legend: series.map(({ name, tone, look = 'line' }) => ({ name, tone, look })),
    content: series.map((one) => drawn(one, chart)),
  })
}

type Axes = Pick<LineChart, 'x' | 'y'>

/** The two ends of a line, as words. */
function told({ name, points }: Series, { x, y }: Axes): string {
  const [first, last] = [points[0], points.at(-1)]
  if (!first || !last) return `${name} has no values`
  return `${name} from ${y.shown(first[1])} at ${x.shown(first[0])} to ${y.shown(last[1])} at ${x.shown(last[0])}`
}

function drawn({ tone, points, look, isStepped, hasDots }: Series, { x, y }: Axes): Markup {
  const places = points.map((point): Point => [across(x.scale, point[0]), down(y.scale, point[1])])
  const path = places.map(([left, top], index) => {
    if (index === 0) return `M${left} ${top}`
    return isStepped ? `H${left}V${top}` : `L${left} ${top}`
  })
  const classes = `curve tone-${tone}${look === 'dashes' ? ' dashed' : ''}`
  return html`<path class="${classes}" d="${path.join('')}" />
    ${hasDots ? places.map(([left, top]) => html`<path class="dot tone-${tone}" d="M${left} ${top}h0" />`) : undefined}`
}
