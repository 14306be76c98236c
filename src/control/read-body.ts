import type { IncomingMessage } from 'node:http'
import type { Json } from '../gossip/crdt/codecs.ts'
import { MAX_BODY_BYTES } from './limits.ts'
import { Problem } from './problem.ts'

/** A JSON body, whole; undefined if there is none. */
export async function readBody(request: IncomingMessage): Promise<Json | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > MAX_BODY_BYTES)
      throw new Problem('payload_too_large', `a body has at most ${MAX_BODY_BYTES} bytes`)
    chunks.push(chunk)
  }
  if (length === 0) return undefined
  if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
    throw new Problem('unsupported_media_type', 'send the body as application/json')
  }
  return parsed(Buffer.concat(chunks))
}

const FROM_UTF8 = new TextDecoder('utf-8', { fatal: true })

function parsed(bytes: Uint8Array): Json {
  try {
    return JSON.parse(FROM_UTF8.decode(bytes)) as Json
  } catch {
    throw new Problem('invalid_json', 'the body is no JSON in UTF-8')
  }
}
