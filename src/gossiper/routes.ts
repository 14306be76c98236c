import { leaderboard } from '../players/leaderboard.ts'
import { stateFields } from '../players/player-state.ts'
import { gossipRoute } from './gossip-route.ts'
import { type GossiperResponse, JSON_TYPE } from './messages.ts'
import { PAGE_HEADERS, renderPage } from './page/page.ts'
import { SCRIPT } from './page/script.ts'
import { STYLE } from './page/style.ts'
import { readLimit, readParameters, readUpdate } from './parameters.ts'
import { Refusal } from './refusal.ts'
import { type RouteRequest, type SurfaceParts, wallNanos } from './surface-parts.ts'

export interface GossiperRoute {
  readonly methods: readonly string[]
  /** Served without the token: it shows no player. */
  readonly isPublic?: boolean
  handle(request: RouteRequest, parts: SurfaceParts): Promise<GossiperResponse> | GossiperResponse
}

const READ = ['GET', 'HEAD']

export const ROUTES: ReadonlyMap<string, GossiperRoute> = new Map<string, GossiperRoute>([
  // HEAD would change the score like GET.
  ['/update', { methods: ['GET'], handle: update }],
  [
    '/state',
    { methods: READ, handle: (_request, { board }) => ({ ...json(board.bytes()), headers: NO_STORE }) },
  ],
  ['/gossip', { methods: ['POST'], handle: gossipRoute }],
  ['/leaderboard', { methods: READ, handle: showLeaderboard }],
  ['/metrics', { methods: READ, handle: showMetrics }],
  ['/', { methods: READ, isPublic: true, handle: showPage }],
  ['/page.js', { methods: READ, isPublic: true, handle: () => file('text/javascript', SCRIPT) }],
  ['/page.css', { methods: READ, isPublic: true, handle: () => file('text/css', STYLE) }],
])

const NO_STORE = { 'cache-control': 'no-store' }

async function update(request: RouteRequest, parts: SurfaceParts): Promise<GossiperResponse> {
  // A GET that changes something could be an image of any page that somebody on this machine looks at.
  if (request.header('sec-fetch-site') === 'cross-site')
    throw new Refusal('cross_site', 'a page of another site asked a browser to change a score')
  const { playerId, ...change } = readUpdate(readParameters(request.query))
  const outcome = parts.board.update(playerId, change, wallNanos(parts.runtime))
  if (!outcome.ok) throw new Refusal('too_many_players', outcome.detail)
  // Before anything is waited for: this is the state that the update made.
  const text = parts.board.playerText(playerId) ?? '{}'
  parts.publish(outcome.writes)
  await parts.saved().catch(() => {
    throw new Refusal('not_saved', 'the update counts on the nodes that run, but was not written to disk')
  })
  return { ...json(text), headers: NO_STORE }
}

function showLeaderboard({ query }: RouteRequest, { board }: SurfaceParts): GossiperResponse {
  const ranked = leaderboard(board.states(), readLimit(readParameters(query)))
  const rows = ranked.map(
    ({ rank, id, state }) => `{"rank":${rank},"playerId":${JSON.stringify(id)},${stateFields(state)}}`,
  )
  return { ...json(`{"total":${board.size},"players":[${rows.join(',')}]}`), headers: NO_STORE }
}

async function showMetrics(_request: RouteRequest, { metrics }: SurfaceParts): Promise<GossiperResponse> {
  const { contentType, text } = await metrics()
  return { status: 200, contentType, body: text, headers: NO_STORE }
}

function showPage({ authorized }: RouteRequest, { id, board }: SurfaceParts): GossiperResponse {
  const shown = authorized ? leaderboard(board.states(), SHOWN_PLAYERS) : undefined
  return {
    status: 200,
    contentType: 'text/html; charset=utf-8',
    body: renderPage(id, shown, board.size),
    headers: { ...PAGE_HEADERS, ...NO_STORE },
  }
}

const SHOWN_PLAYERS = 100

function json(body: string | Uint8Array): GossiperResponse {
  return { status: 200, contentType: JSON_TYPE, body }
}

function file(type: string, body: string): GossiperResponse {
  return {
    status: 200,
    contentType: `${type}; charset=utf-8`,
    body,
    headers: { 'cache-control': 'no-cache' },
  }
}
