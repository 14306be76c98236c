import type { EpidemicOptions } from '../epidemic/options.ts'
import { renderPage } from '../page/html.ts'
import { readParameters } from '../page/parameters.ts'
import { STYLE } from '../page/style.ts'
import { BoundedRuns } from './bounded-runs.ts'
import type { Answer, Question } from './exchange.ts'
import { Problem } from './problem.ts'
import { topologyView } from './topology-view.ts'

export const MAX_TARGET_LENGTH = 1_024
const METHODS = ['GET', 'HEAD']
const MODULES = '/modules/'

/** The page gets nothing from elsewhere, and runs only scripts that this server gave. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

export interface SiteOptions {
  /** The run that is shown when a visitor asks for no other. */
  readonly simulation: EpidemicOptions
  readonly modules: ReadonlyMap<string, string>
  /** The module that the page loads. */
  readonly entry: string
}

type Route = (query: URLSearchParams, signal: AbortSignal) => Answer | Promise<Answer>

/** What is at each path. Paths are compared with a fixed list, never looked up on a disk. */
export function createSite({
  simulation,
  modules,
  entry,
}: SiteOptions): (question: Question) => Promise<Answer> {
  const page = renderPage(simulation, entry)
  const runs = new BoundedRuns()
  const run = (query: URLSearchParams, signal: AbortSignal) =>
    runs.run(readParameters(query, simulation), signal)
  const routes = new Map<string, Route>([
    ['/', () => pageAnswer(page)],
    ['/page.css', () => textAnswer('text/css; charset=utf-8', STYLE)],
    ['/api/stats', async (query, signal) => jsonAnswer((await run(query, signal)).report())],
    ['/api/topology', async (query, signal) => jsonAnswer(topologyView(await run(query, signal)))],
  ])
  for (const [path, code] of modules)
    routes.set(`${MODULES}${path}`, () => textAnswer('text/javascript; charset=utf-8', code))

  return async ({ method, target, signal }) => {
    if (target.length > MAX_TARGET_LENGTH)
      throw new Problem('uri_too_long', `A URI has at most ${MAX_TARGET_LENGTH} characters here.`)
    const queryAt = target.indexOf('?')
    const path = queryAt < 0 ? target : target.slice(0, queryAt)
    const route = routes.get(path)
    if (!route) throw new Problem('not_found', 'There are /, /api/stats and /api/topology.')
    if (!METHODS.includes(method))
      throw new Problem('method_not_allowed', `It takes ${METHODS.join(' and ')}.`, {
        allow: METHODS.join(', '),
      })
    return route(new URLSearchParams(queryAt < 0 ? '' : target.slice(queryAt + 1)), signal)
  }
}

function jsonAnswer(value: object): Answer {
  return textAnswer('application/json', `${JSON.stringify(value)}\n`)
}

function pageAnswer(page: string): Answer {
  return {
    ...textAnswer('text/html; charset=utf-8', page),
    headers: { 'content-security-policy': PAGE_POLICY },
  }
}

function textAnswer(contentType: string, body: string): Answer {
  return { status: 200, contentType, body }
}
