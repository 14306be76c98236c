import { html, type Markup } from './markup.ts'
import type { Tone } from './plot-frame.ts'

export interface Bar {
  readonly name: string
  readonly value: number
}

/** For things with names rather than places on an axis. */
export function barList(
  title: string,
  tone: Tone,
  shown: (value: number) => string,
  bars: readonly Bar[],
): Markup {
  const most = Math.max(1, ...bars.map(({ value }) => value))
  return html`<figure class="chart">
    <figcaption>${title}</figcaption>
    <div class="bars">
      ${bars.map(
        ({ name, value }) =>
          html`<span>${name}</span
            ><i class="tone-${tone}" style="width:${Math.round((value / most) * 1000) / 10}%"></i
            ><span>${shown(value)}</span> `,
      )}
    </div>
  </figure>`
}
