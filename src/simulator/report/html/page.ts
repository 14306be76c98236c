import { createHash } from 'node:crypto'
import { html, Markup } from './markup.ts'
import { STYLE } from './style.ts'

export interface Tile {
  readonly name: string
  readonly value: string
  readonly note?: string
  readonly tone?: 'good' | 'bad'
}

export interface Page {
  readonly title: string
  readonly intro: string
  readonly tiles: readonly Tile[]
  readonly sections: readonly Markup[]
  readonly script?: string
}

/** One file that needs nothing else, asks nobody for anything, and runs no script but its own. */
export function page({ title, intro, tiles, sections, script }: Page): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="content-security-policy" content="${policy(script)}" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        ${exactly('style', STYLE)}
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p>${intro}</p>
        </header>
        <main>
          <dl class="tiles">
            ${tiles.map(
              ({ name, value, note, tone }) =>
                html`<div class="${tone ?? 'plain'}">
                  <dt>${name}</dt>
                  <dd>${value}${note === undefined ? undefined : html`<small>${note}</small>`}</dd>
                </div> `,
            )}
          </dl>
          ${sections}
        </main>
        ${script === undefined ? undefined : exactly('script', script)}
      </body>
    </html> `.text
}

export function section(title: string, ...content: readonly (Markup | undefined)[]): Markup {
  return html`<section>
    <h2>${title}</h2>
    ${content.map((piece) => piece ?? '')}
  </section> `
}

export function sideBySide(...sections: readonly Markup[]): Markup {
  return html`<div class="side">${sections}</div> `
}

/** To the last blank: the policy names the hash of what stands between the tags. */
function exactly(tag: 'script' | 'style', text: string): Markup {
  return new Markup(`<${tag}>${text}</${tag}>`)
}

function policy(script: string | undefined): string {
  const allowed = script === undefined ? "'none'" : `'sha256-${sha256(script)}'`
  return `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src ${allowed}; base-uri 'none'; form-action 'none'`
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64')
}
