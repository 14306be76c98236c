import { headerText, type RequestHeaders } from './messages.ts'
import { RequestRefusedError } from './request-refused-error.ts'

/** Deeper than any body that a route reads; keeps every walk over a body bounded. */
export const MAX_BODY_DEPTH = 32

const JSON_TYPE = /^application\/json[\t ]*(;[\t ]*charset[\t ]*=[\t ]*"?utf-8"?[\t ]*;?[\t ]*)?$/i

/** Takes off a byte order mark. Each call of `decode` is on its own, so that one decoder serves all. */
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** Judged before the body is read. */
export function checkBodyHeaders(headers: RequestHeaders): void {
  const encoding = headerText(headers, 'content-encoding')
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new RequestRefusedError('unsupported_encoding', 'send the body without a Content-Encoding')
  }
  const type = headerText(headers, 'content-type')
  if (type !== undefined && type !== 'application/json' && !JSON_TYPE.test(type)) {
    throw new RequestRefusedError('unsupported_media_type', 'send the body as application/json in UTF-8')
  }
}

/** The JSON object that the bytes hold. */
export function readJsonObject(bytes: Uint8Array, headers: RequestHeaders): object {
  if (bytes.length === 0) {
    throw new RequestRefusedError('invalid_request', 'the request needs a JSON object as its body')
  }
  if (headerText(headers, 'content-type') === undefined) {
    throw new RequestRefusedError(
      'unsupported_media_type',
      'the request needs Content-Type: application/json',
    )
  }
  const value = parseJson(bytes)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new RequestRefusedError('invalid_request', 'the body must be a JSON object')
  }
  if (isDeeperThan(value, MAX_BODY_DEPTH)) {
    throw new RequestRefusedError(
      'invalid_request',
      `the body is nested more than ${MAX_BODY_DEPTH} levels deep`,
    )
  }
  return value
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes))
  } catch {
    // The parser's own message quotes the body, which may hold what does not belong into a log.
    throw new RequestRefusedError('invalid_json', 'the body is not JSON in UTF-8')
  }
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (levels === 0) return true
  return Object.values(value).some((member) => isDeeperThan(member, levels - 1))
}
