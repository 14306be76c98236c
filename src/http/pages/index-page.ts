import type { ServerIdentity } from '../routes/ports.ts'

const LINKS = [
  ['health', 'whether the process runs'],
  ['ready', 'whether it can serve requests, and what is missing'],
  ['metrics', 'counters and latencies, for Prometheus'],
  ['docs', 'the API, to read and to try out'],
  ['openapi.json', 'the API, for programs'],
] as const

const MAIN_LINKS = [['api/regions', 'the regional servers that have registered']] as const

/** What a person sees who opens the server in a browser. The links are relative: they work behind a path prefix too. */
export function indexPage({ role, region, version }: ServerIdentity): string {
  const links = role === 'main' ? [...LINKS, ...MAIN_LINKS] : LINKS
  const items = links.map(([path, meaning]) => `      <li><a href="${path}">/${path}</a>: ${meaning}</li>`)
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Gamemesh: ${escaped(region)}</title>
    <style>
      :root { color-scheme: light dark; }
      body { font: 1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem; }
    </style>
  </head>
  <body>
    <main>
    <h1>Gamemesh</h1>
    <p>The ${role} server of region <strong>${escaped(region)}</strong>, version ${escaped(version)}.</p>
    <ul>
${items.join('\n')}
    </ul>
    </main>
  </body>
</html>
`
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
}
