import type { Json } from '../../gossip/crdt/codecs.ts'
import { MAX_TTL } from '../../gossip/wire/limits.ts'
import { type ControlRequest, type ControlRoute, json } from '../exchange.ts'
import { DEFAULT_QUERY_MS, MAX_QUERY_MS } from '../limits.ts'
import { isJsonObject } from '../json-object.ts'
import { Problem } from '../problem.ts'

/** Broadcasts and questions. */
export const MESSAGE_ROUTES: readonly ControlRoute[] = [
  {
    method: 'POST',
    path: '/broadcast',
    takesBody: true,
    async handle(node, request) {
      const { name, payload, ttl } = fieldsOf(request, ['name', 'payload', 'ttl'])
      await node.broadcast(
        nameOf(name),
        payload ?? null,
        ttl === undefined ? undefined : whole('ttl', ttl, 0, MAX_TTL),
      )
      return json({ sent: true })
    },
  },
  {
    method: 'POST',
    path: '/query',
    takesBody: true,
    async handle(node, request) {
      const { name, payload, to, timeout_ms } = fieldsOf(request, ['name', 'payload', 'to', 'timeout_ms'])
      const timeoutMs =
        timeout_ms === undefined ? DEFAULT_QUERY_MS : whole('timeout_ms', timeout_ms, 1, MAX_QUERY_MS)
      return json(
        await node.query({ name: nameOf(name), payload: payload ?? null, to: namesOf(to), timeoutMs }),
      )
    },
  },
]

type Fields = Readonly<Record<string, Json | undefined>>

function fieldsOf({ body }: ControlRequest, known: readonly string[]): Fields {
  if (!isJsonObject(body)) {
    throw new Problem('invalid_request', `the body is a JSON object with ${known.join(', ')}`)
  }
  const fields: Fields = body
  const unknown = Object.keys(fields).find((field) => !known.includes(field))
  if (unknown !== undefined)
    throw new Problem('invalid_request', `${unknown.slice(0, 80)}: there is no such field`)
  return fields
}

function nameOf(value: Json | undefined): string {
  if (typeof value === 'string' && value !== '') return value
  throw new Problem('invalid_request', 'name: a text is needed')
}

function namesOf(value: Json | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const names = list.flatMap((name) => (typeof name === 'string' ? [name] : []))
  if (names.length > 0 && names.length === list.length) return names
  throw new Problem('invalid_request', 'to: names of members')
}

function whole(field: string, value: Json, low: number, high: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return value
  throw new Problem('invalid_request', `${field}: a whole number from ${low} to ${high}`)
}
