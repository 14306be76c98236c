import { type ControlRoute, json } from '../exchange.ts'
import { jsonText } from '../json-text.ts'
import { MAX_LISTED_KEYS, MAX_LISTED_LENGTH } from '../limits.ts'
import type { KeyView } from '../ports.ts'
import { Problem } from '../problem.ts'

export const KEY_ROUTES: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/keys',
    handle(node, { query }) {
      const keys: KeyView[] = []
      let length = 0
      for (const key of node.keys(query.get('prefix') ?? '')) {
        if (keys.length === MAX_LISTED_KEYS || length > MAX_LISTED_LENGTH) return json({ keys, more: true })
        keys.push(key)
        length += jsonText(key).length
      }
      return json({ keys, more: false })
    },
  },
  {
    method: 'GET',
    path: '/keys/*',
    handle(node, { rest }) {
      const found = node.get(rest)
      if (!found) throw missing(rest)
      return json(found)
    },
  },
  {
    method: 'PUT',
    path: '/keys/*',
    takesBody: true,
    handle(node, { rest, body }) {
      if (body === undefined) throw new Problem('invalid_request', 'the body is the value, as JSON')
      node.set(rest, body)
      return json(node.get(rest))
    },
  },
  {
    method: 'DELETE',
    path: '/keys/*',
    handle(node, { rest }) {
      if (!node.delete(rest)) throw missing(rest)
      return { kind: 'empty' }
    },
  },
]

function missing(key: string): Problem {
  return new Problem('key_not_found', `"${key}" has no value here`)
}
