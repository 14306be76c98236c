import { assert } from '../base/assert.ts'
import type { PathParams } from './messages.ts'
import { pathSegments } from './request-target.ts'
import type { Route } from './route.ts'

/** What a path leads to: the routes of one template, by method. */
export interface Match {
  readonly template: string
  readonly routes: ReadonlyMap<string, Route>
  readonly params: PathParams
}

interface Template {
  readonly path: string
  readonly segments: readonly string[]
  readonly routes: Map<string, Route>
}

const NO_PARAMS: PathParams = {}

/** Finds routes by path. A path without parameters is found as it came; others are compared segment by segment. */
export class Router {
  readonly #templates: Template[] = []
  readonly #literal = new Map<string, Match>()

  constructor(routes: readonly Route[]) {
    for (const route of routes) this.#add(route)
    // Literal segments win over parameters, whatever the order of the routes.
    this.#templates.sort((a, b) => parameterCount(a) - parameterCount(b))
  }

  match(path: string): Match | undefined {
    return this.#literal.get(path) ?? this.#search(path)
  }

  #add(route: Route): void {
    let template = this.#templates.find(({ path }) => path === route.path)
    if (!template) {
      template = { path: route.path, segments: route.path.slice(1).split('/'), routes: new Map() }
      this.#templates.push(template)
      if (parameterCount(template) === 0) {
        this.#literal.set(route.path, { template: route.path, routes: template.routes, params: NO_PARAMS })
      }
    }
    assert(!template.routes.has(route.method), `two routes for ${route.method} ${route.path}`)
    template.routes.set(route.method, route)
  }

  #search(path: string): Match | undefined {
    const segments = pathSegments(path)
    for (const template of this.#templates) {
      const params = matchSegments(template.segments, segments)
      if (params) return { template: template.path, routes: template.routes, params }
    }
    return undefined
  }
}

function parameterCount(template: Template): number {
  return template.segments.filter(isParameter).length
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{')
}

function matchSegments(template: readonly string[], segments: readonly string[]): PathParams | undefined {
  if (template.length !== segments.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, expected] of template.entries()) {
    const given = segments[index] ?? ''
    if (isParameter(expected) && given !== '') params[expected.slice(1, -1)] = given
    else if (given !== expected) return undefined
  }
  return params
}

/** The value of the `Allow` header. */
export function allowedMethods(match: Match): string {
  const methods = [...match.routes.keys()].flatMap((method) =>
    method === 'GET' ? ['GET', 'HEAD'] : [method],
  )
  return [...methods, 'OPTIONS'].join(', ')
}
