import { type Body, type Envelope, type JsonObject, isJsonObject } from './envelope.ts'

/** Whom a malformed message can still be answered. */
export interface ReplyAddress {
  readonly src: string
  readonly dest: string
  readonly msgId: number
}

export type ParsedLine =
  | { readonly ok: true; readonly message: Envelope }
  | { readonly ok: false; readonly reason: string; readonly replyTo?: ReplyAddress }

const ENVELOPE_KEYS: ReadonlySet<string> = new Set(['id', 'src', 'dest', 'body'])

/** How a line is read, and what is wrong with a body. */
export interface LineRules {
  readonly parse: (text: string) => unknown
  readonly bodyFault: (body: JsonObject) => string | undefined
}

const OF_A_NODE: LineRules = { parse: JSON.parse, bodyFault }

/** One line -> one message, or why it is none. Never throws. */
export function parseLine(line: string, rules: LineRules = OF_A_NODE): ParsedLine {
  let value: unknown
  try {
    value = rules.parse(line)
  } catch {
    return { ok: false, reason: 'not JSON' }
  }
  return checkEnvelope(value, rules)
}

export function serializeLine(message: Envelope): string {
  return `${JSON.stringify(message)}\n`
}

function checkEnvelope(value: unknown, rules: LineRules): ParsedLine {
  if (!isJsonObject(value)) return { ok: false, reason: 'not a JSON object' }
  const { src, dest, body, id } = value
  if (typeof src !== 'string' || src === '') return { ok: false, reason: 'src is not a name' }
  if (typeof dest !== 'string' || dest === '') return { ok: false, reason: 'dest is not a name' }
  if (!isJsonObject(body)) return { ok: false, reason: 'body is not an object' }
  const reason = envelopeFault(value) ?? rules.bodyFault(body)
  if (reason !== undefined) return { ok: false, reason, ...replyAddress(src, dest, body) }
  // Checked key by key: the rules found no fault.
  return { ok: true, message: { src, dest, body: body as Body, ...(isInteger(id) ? { id } : {}) } }
}

function envelopeFault(value: JsonObject): string | undefined {
  const odd = Object.keys(value).find((key) => !ENVELOPE_KEYS.has(key))
  if (odd !== undefined) return `unknown key ${JSON.stringify(odd)} beside src, dest and body`
  return value['id'] === undefined || isInteger(value['id']) ? undefined : 'id is not an integer'
}

export function typeFault(body: JsonObject): string | undefined {
  return typeof body['type'] === 'string' ? undefined : 'the type is not a text'
}

function bodyFault(body: JsonObject): string | undefined {
  const fault = typeFault(body)
  if (fault !== undefined) return fault
  for (const key of ['msg_id', 'in_reply_to']) {
    if (body[key] !== undefined && !isInteger(body[key])) return `${key} is not an integer`
  }
  return undefined
}

function replyAddress(src: string, dest: string, body: JsonObject): { replyTo?: ReplyAddress } {
  const msgId = body['msg_id']
  return isInteger(msgId) && body['in_reply_to'] === undefined ? { replyTo: { src, dest, msgId } } : {}
}

function isInteger(value: unknown): value is number {
  return Number.isSafeInteger(value)
}
