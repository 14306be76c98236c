import { html, type Markup } from './markup.ts'
import type { Scale } from './scale.ts'

/** Colours that can be told apart, in light and in dark, and by most people who see fewer colours. */
export type Tone = 'blue' | 'orange' | 'green' | 'purple' | 'red' | 'grey'

export interface Axis {
  readonly name: string
  readonly scale: Scale
  readonly shown: (value: number) => string
}

export interface LegendEntry {
  readonly name: string
  readonly tone: Tone
  readonly look: 'line' | 'dashes' | 'block'
}

export interface PlotFrame {
  readonly title: string
  /** What there is to see, for who cannot see it. */
  readonly summary: string
  readonly x: Axis
  readonly y: Axis
  readonly legend: readonly LegendEntry[]
  readonly content: readonly Markup[]
  /** For a script that moves the line of the present. */
  readonly id?: string
}

/** The drawing is stretched to whatever room there is, in these units; texts stand beside it, and keep their size. */
export const PLOT_UNITS = 1000

/** Axes, grid and legend around a drawing. */
export function plotFrame({ title, summary, x, y, legend, content, id }: PlotFrame): Markup {
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    <ul class="legend">
      ${legend.map(({ name, tone, look }) => html`<li><i class="${look} tone-${tone}"></i>${name}</li>`)}
    </ul>
    <div class="plot">
      <span class="y-name">${y.name}</span>
      <div class="y-ticks" aria-hidden="true">
        ${y.scale.ticks.map(
          (tick) => html`<span style="bottom:${share(y.scale.at(tick))}">${y.shown(tick)}</span>`,
        )}
      </div>
      <div class="area">
        <svg
          viewBox="0 0 ${PLOT_UNITS} ${PLOT_UNITS}"
          preserveAspectRatio="none"
          role="img"
          aria-label="${summary}"
        >
          ${y.scale.ticks.map((tick) => html`<path class="grid" d="M0 ${down(y.scale, tick)}H${PLOT_UNITS}" />`)}
          ${content}</svg
        >${id === undefined ? undefined : html`<b class="now" id="${id}" hidden></b>`}
      </div>
      <div class="x-ticks" aria-hidden="true">
        ${x.scale.ticks.map(
          (tick) => html`<span style="left:${share(x.scale.at(tick))}">${x.shown(tick)}</span>`,
        )}
      </div>
      <span class="x-name">${x.name}</span>
    </div>
  </figure>`
}

export function across(scale: Scale, value: number): number {
  return unit(scale.at(value))
}

export function down(scale: Scale, value: number): number {
  return unit(1 - scale.at(value))
}

function unit(at: number): number {
  return Math.round(at * PLOT_UNITS * 10) / 10
}

function share(at: number): string {
  return `${Math.round(at * 10_000) / 100}%`
}
