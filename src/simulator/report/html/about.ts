import type { Envelope } from '../envelope.ts'
import { html, type Markup } from './markup.ts'
import { section } from './page.ts'

/** What it takes to get this report again. */
export function aboutSection({ level, version, seed, options, traceHash }: Envelope): Markup {
  const about = { level, version, seed, options, traceHash }
  return section(
    'This run',
    html`<p>The same options, seed and version give the same run.</p>
      <details>
        <summary>Options</summary>
        <pre tabindex="0">${JSON.stringify(about, undefined, 2)}</pre>
      </details>`,
  )
}
