import type { IncomingMessage } from 'node:http'
import type { Json } from '../gossip/crdt/codecs.ts'
import { InexactNumberError, readJson } from './exact-json.ts'
import { MAX_BODY_BYTES } from './limits.ts'
import { Problem } from './problem.ts'

/** A JSON body, whole; undefined if there is none. */
export async function readBody(request: IncomingMessage): Promise<Json | undefined> {
  const bytes = await wholeBody(request)
  if (bytes.length === 0) return undefined
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    throw new Problem('unsupported_media_type', 'send the body as application/json')
  }
  if (request.headers['content-encoding'] !== undefined)
    throw new Problem('unsupported_media_type', 'send the body without content encoding')
  return parsed(bytes)
}

async function wholeBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      length += chunk.length
      if (length > MAX_BODY_BYTES)
        throw new Problem('payload_too_large', `a body has at most ${MAX_BODY_BYTES} bytes`)
      chunks.push(chunk)
    }
  } catch (error) {
    // Whoever hangs up is no fault of the node.
    throw error instanceof Problem ? error : new Problem('invalid_request', 'the body ended early')
  }
  return Buffer.concat(chunks)
}

const FROM_UTF8 = new TextDecoder('utf-8', { fatal: true })

function parsed(bytes: Uint8Array): Json {
  try {
    return readJson(FROM_UTF8.decode(bytes))
  } catch (error) {
    if (error instanceof InexactNumberError) throw new Problem('invalid_request', error.message)
    throw new Problem('invalid_json', 'the body is no JSON in UTF-8')
  }
}
