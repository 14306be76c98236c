import { type ControlRoute, json } from '../exchange.ts'
import { isJsonObject } from '../json-object.ts'
import { Problem } from '../problem.ts'

export const MEMBER_ROUTES: readonly ControlRoute[] = [
  { method: 'GET', path: '/status', handle: (node) => json(node.status()) },
  { method: 'GET', path: '/members', handle: (node) => json({ members: node.members() }) },
  { method: 'GET', path: '/stats', handle: (node) => json(node.stats()) },
  {
    method: 'GET',
    path: '/rtt',
    handle(node, { query }) {
      const wanted = query.get('member')
      const members = node.members().filter(({ name, self }) => (wanted === null ? !self : name === wanted))
      if (wanted !== null && members.length === 0)
        throw new Problem('unknown_member', `"${wanted}" is no member`)
      return json({
        round_trips: members.map(({ name, address, state, rtt_ms }) => ({ name, address, state, rtt_ms })),
      })
    },
  },
  {
    method: 'GET',
    path: '/metrics',
    handle: async (node) => ({ kind: 'text', ...(await node.metrics()) }),
  },
  {
    method: 'POST',
    path: '/leave',
    handle(node) {
      node.leave()
      return json({ leaving: node.status().name }, 202)
    },
  },
  {
    method: 'PATCH',
    path: '/metadata',
    takesBody: true,
    handle(node, { body }) {
      if (!isJsonObject(body)) {
        throw new Problem(
          'invalid_request',
          'the body is a JSON object: what this node says about itself from now on',
        )
      }
      node.describe(body)
      return { kind: 'empty' }
    },
  },
]
