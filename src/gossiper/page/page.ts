import type { Ranked } from '../../players/leaderboard.ts'

/** A page gets nothing from elsewhere, is framed by nobody, and runs only the script that lies beside it. */
export const PAGE_HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
} as const

/** `players` undefined: whoever asks has to give the token first. Without JavaScript it shows what there was, and the form works. */
export function renderPage(nodeId: string, players: readonly Ranked[] | undefined, total: number): string {
  const id = escaped(nodeId)
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Gossiper: ${id}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="page.css">
    <script src="page.js" defer></script>
  </head>
  <body>
    <header>
      <h1>Gossiper</h1>
      <p>Distributed game state synchronization server. This is node <strong>${id}</strong>.</p>
    </header>
    <main>
      <section aria-labelledby="update-title">
        <h2 id="update-title">Update a score</h2>
        <form id="update" action="update" method="get">
          <p><label for="player">Player</label><input id="player" name="playerId" required maxlength="200" autocomplete="off"></p>
          <p><label for="score">Score</label><input id="score" name="score" required inputmode="numeric" pattern="-?[0-9]{1,19}" title="an integer" autocomplete="off"></p>
          <p id="token-field"${players ? ' hidden' : ''}><label for="token">Token</label><input id="token" type="password" autocomplete="off"></p>
          <p><button type="submit">Update</button></p>
        </form>
        <p id="status" role="status"></p>
      </section>
      <section aria-labelledby="players-title">
        <h2 id="players-title">Players</h2>
        <table>
          <caption id="caption">${players ? captionOf(players.length, total) : 'The token is needed to see the players.'}</caption>
          <thead>
            <tr><th scope="col">Rank</th><th scope="col">Player</th><th scope="col">Score</th><th scope="col">Updated</th></tr>
          </thead>
          <tbody id="players">
${(players ?? []).map(row).join('\n')}
          </tbody>
        </table>
      </section>
    </main>
    <footer><p><a href="state">/state</a> <a href="leaderboard">/leaderboard</a> <a href="metrics">/metrics</a></p></footer>
  </body>
</html>
`
}

function captionOf(shown: number, total: number): string {
  if (total === 0) return 'No player yet.'
  return shown < total
    ? `The best ${shown} of ${total} players`
    : `${total} ${total === 1 ? 'player' : 'players'}`
}

function row({ rank, id, state }: Ranked): string {
  const ms = Number(state.timestamp / 1_000_000n)
  const moment = Math.abs(ms) <= LAST_DATE_MS ? new Date(ms).toISOString() : ''
  return `            <tr><td>${rank}</td><th scope="row">${escaped(id)}</th><td>${state.score}</td><td><time datetime="${moment}">${moment.slice(0, 19).replace('T', ' ')}</time></td></tr>`
}

/** What a JavaScript date can say. */
const LAST_DATE_MS = 8_640_000_000_000_000

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
