import type { Query } from './messages.ts'
import { RequestRefusedError } from './request-refused-error.ts'

/** Room for a `user_id` of the longest kind, each of its characters nine characters long when encoded, and a cursor. */
export const MAX_TARGET_LENGTH = 4096

export interface RequestTarget {
  /** As it came. */
  readonly path: string
  readonly rawQuery: string
}

const ABSOLUTE_FORM = /^https?:\/\/[^/?]*/i

/** Takes the origin form `/path?query` and the absolute form that a proxy sends (RFC 9112, 3.2). */
export function parseTarget(target: string): RequestTarget {
  if (target.length > MAX_TARGET_LENGTH) {
    throw new RequestRefusedError('uri_too_long', `a URI has at most ${MAX_TARGET_LENGTH} characters here`)
  }
  const local = target.startsWith('/') ? target : withoutAuthority(target)
  const queryAt = local.indexOf('?')
  if (queryAt < 0) return { path: local || '/', rawQuery: '' }
  return { path: local.slice(0, queryAt) || '/', rawQuery: local.slice(queryAt + 1) }
}

function withoutAuthority(target: string): string {
  if (ABSOLUTE_FORM.test(target) && URL.canParse(target)) return target.replace(ABSOLUTE_FORM, '')
  throw new RequestRefusedError('invalid_request', 'the request target is neither a path nor an http URL')
}

/** Decoded one by one, so that an encoded slash stays inside its segment. */
export function pathSegments(path: string): string[] {
  return path
    .slice(1)
    .split('/')
    .map((segment) => decoded(segment, 'path'))
}

const NO_QUERY: Query = {}

export function parseQuery(rawQuery: string): Query {
  if (rawQuery === '') return NO_QUERY
  const query = Object.create(null) as Record<string, string | string[]>
  for (const pair of rawQuery.split('&')) {
    if (pair === '') continue
    const equalsAt = pair.indexOf('=')
    const name = queryText(equalsAt < 0 ? pair : pair.slice(0, equalsAt))
    const value = equalsAt < 0 ? '' : queryText(pair.slice(equalsAt + 1))
    const before = query[name]
    query[name] = before === undefined ? value : [before, value].flat()
  }
  return query
}

function queryText(text: string): string {
  return decoded(text.replaceAll('+', ' '), 'query')
}

function decoded(text: string, where: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    throw new RequestRefusedError('invalid_request', `the ${where} is not valid percent-encoded UTF-8`)
  }
}
