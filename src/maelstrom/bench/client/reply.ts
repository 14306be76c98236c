import { isAnyInteger } from '../json.ts'
import type { Body } from '../../protocol/envelope.ts'
import { errorName, isDefinite } from '../../protocol/errors.ts'

export type Reply =
  | { readonly kind: 'ok'; readonly body: Body }
  | { readonly kind: 'error'; readonly code: number; readonly text: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'malformed'; readonly why: string }

/** What a good reply looks like: exactly these keys. */
export interface ReplyShape {
  readonly type: string
  readonly keys: Readonly<Record<string, (value: unknown) => boolean>>
}

const ALWAYS_ALLOWED: readonly string[] = ['type', 'in_reply_to', 'msg_id']

export function readReply(body: Body, { type, keys }: ReplyShape): Reply {
  if (body.msg_id !== undefined && !isAnyInteger(body.msg_id))
    return malformed('its msg_id is no integer', body)
  if (body.type === 'error') return readError(body)
  if (body.type !== type) return malformed(`its type is ${JSON.stringify(body.type)}, not "${type}"`, body)
  for (const [key, isFit] of Object.entries(keys)) {
    if (!Object.hasOwn(body, key)) return malformed(`"${key}" is missing`, body)
    if (!isFit(body[key])) return malformed(`"${key}" has a wrong form`, body)
  }
  const odd = Object.keys(body).find((key) => !ALWAYS_ALLOWED.includes(key) && !Object.hasOwn(keys, key))
  return odd === undefined ? { kind: 'ok', body } : malformed(`"${odd}" does not belong there`, body)
}

function readError(body: Body): Reply {
  const { code, text } = body
  if (!Number.isSafeInteger(code)) return malformed('its code is no integer', body)
  return { kind: 'error', code: Number(code), text: typeof text === 'string' ? text : '' }
}

function malformed(why: string, body: Body): Reply {
  return { kind: 'malformed', why: `${why}: ${JSON.stringify(body)}` }
}

export function isDefiniteFailure(reply: Reply): boolean {
  return reply.kind === 'error' && isDefinite(reply.code)
}

/** For people and for counting causes. */
export function failureText(reply: Reply): string {
  switch (reply.kind) {
    case 'ok':
      return ''
    case 'timeout':
      return 'timeout'
    case 'malformed':
      return 'malformed reply'
    default:
      return `${reply.code} ${errorName(reply.code)}`
  }
}
