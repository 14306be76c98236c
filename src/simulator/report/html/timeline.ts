import { html, type Markup } from './markup.ts'
import type { Axis, LegendEntry, Tone } from './plot-frame.ts'

export interface Span {
  readonly fromMs: number
  readonly toMs: number
  readonly tone: Tone
  /** Two things at a time: one in the upper half of the row, one in the lower. */
  readonly half?: 'upper' | 'lower'
  /** What the span says, for who points at it. */
  readonly what: string
}

export interface TimelineRow {
  readonly name: string
  readonly spans: readonly Span[]
}

export interface Timeline {
  readonly summary: string
  readonly legend: readonly LegendEntry[]
  readonly time: Axis
  readonly rows: readonly TimelineRow[]
}

/** What there was at each time, a row for each of several things. */
export function timeline({ summary, legend, time, rows }: Timeline): Markup {
  const percent = (at: number) => `${Math.round(Math.min(1, Math.max(0, at)) * 10_000) / 100}%`
  return html`<ul class="legend">
      ${legend.map(({ name, tone, look }) => html`<li><i class="${look} tone-${tone}"></i>${name}</li>`)}
    </ul>
    <div class="timeline" role="img" aria-label="${summary}">
      ${rows.map(
        ({ name, spans }) =>
          html`<span>${name}</span>
            <div class="row">
              ${spans.map(
                ({ fromMs, toMs, tone, half = 'whole', what }) =>
                  html`<i
                    class="${half} tone-${tone}"
                    title="${what}"
                    style="left:${percent(time.scale.at(fromMs))};right:${percent(1 - time.scale.at(toMs))}"
                  ></i>`,
              )}
            </div> `,
      )}<span></span>
      <div class="times">
        ${time.scale.ticks.map(
          (tick) => html`<span style="left:${percent(time.scale.at(tick))}">${time.shown(tick)}</span>`,
        )}
      </div>
    </div>
    <p class="x-name">${time.name}</p>`
}
