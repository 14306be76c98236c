import type { ControlRoute } from './exchange.ts'
import { Problem } from './problem.ts'
import { KEY_ROUTES } from './routes/keys.ts'
import { MEMBER_ROUTES } from './routes/members.ts'
import { MESSAGE_ROUTES } from './routes/messages.ts'
import { STREAM_ROUTES } from './routes/streams.ts'

export const ROUTES: readonly ControlRoute[] = [
  ...MEMBER_ROUTES,
  ...KEY_ROUTES,
  ...MESSAGE_ROUTES,
  ...STREAM_ROUTES,
]

export interface FoundRoute {
  readonly route: ControlRoute
  readonly rest: string
}

/** `path` as it was sent, still encoded. Throws a problem if nothing fits. */
export function findRoute(method: string, path: string): FoundRoute {
  const here = ROUTES.flatMap((route) => {
    const rest = restOf(route.path, path)
    return rest === undefined ? [] : [{ route, rest }]
  })
  if (here.length === 0) throw new Problem('not_found', 'the routes of a node are listed in docs/mesh.md')
  const found = here.find(({ route }) => route.method === method)
  if (found) return { route: found.route, rest: decoded(found.rest) }
  const allow = here.map(({ route }) => route.method).join(', ')
  throw new Problem('method_not_allowed', `this path takes ${allow}`, { allow })
}

function restOf(pattern: string, path: string): string | undefined {
  if (!pattern.endsWith('*')) return pattern === path ? '' : undefined
  const before = pattern.slice(0, -1)
  return path.startsWith(before) && path.length > before.length ? path.slice(before.length) : undefined
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Problem('invalid_request', 'the path is not well encoded')
  }
}
