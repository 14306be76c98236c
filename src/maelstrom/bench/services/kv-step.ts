import type { Body } from '../../protocol/envelope.ts'
import { ERROR_CODE } from '../../protocol/errors.ts'
import { canonical, type Json, parseExactly } from '../json.ts'
import { type KvStep, missing, refused } from './service.ts'

export interface KvRules {
  readonly canCreate: boolean
}

/** Values are held as texts, by which they are also compared. */
export function kvStep(current: string | undefined, request: Body, { canCreate }: KvRules): KvStep {
  switch (request.type) {
    case 'read':
      if (current === undefined) return { reply: missing() }
      return { reply: { type: 'read_ok', value: parseExactly(current) } }
    case 'write':
      return { reply: { type: 'write_ok' }, write: textOf(request['value']) }
    case 'cas':
      return casStep(current, request, canCreate)
    default:
      return { reply: refused(ERROR_CODE.notSupported, `no such request: ${request.type}`) }
  }
}

function casStep(current: string | undefined, request: Body, canCreate: boolean): KvStep {
  const { from, to, create_if_not_exists: create } = request
  const write = textOf(to)
  if (current === undefined) {
    return canCreate && create === true ? { reply: { type: 'cas_ok' }, write } : { reply: missing() }
  }
  if (current === textOf(from)) return { reply: { type: 'cas_ok' }, write }
  const text = `expected ${textOf(from)}, but it is ${current}`
  return { reply: refused(ERROR_CODE.preconditionFailed, text) }
}

export function keyOf(request: Body): string | undefined {
  return request['key'] === undefined ? undefined : textOf(request['key'])
}

export function noKey(): Body {
  return refused(ERROR_CODE.malformedRequest, 'the key is missing')
}

function textOf(value: unknown): string {
  // Bodies come from JSON.
  return value === undefined ? 'null' : canonical(value as Json)
}
