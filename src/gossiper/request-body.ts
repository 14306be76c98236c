import type { IncomingMessage } from 'node:http'
import { Refusal } from './refusal.ts'

/** Bodies that are being read, all together. */
const MAX_BYTES_UNDER_WAY = 128 * 1024 * 1024

/** Reads bodies within bounds: of each, and of all that are on their way at once. */
export class RequestBodies {
  #underWay = 0

  async read(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
    if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes)
    const chunks: Uint8Array[] = []
    let size = 0
    try {
      for await (const chunk of request) {
        if (!(chunk instanceof Uint8Array)) continue
        size += chunk.length
        this.#underWay += chunk.length
        if (size > maxBytes) throw tooLarge(maxBytes)
        if (this.#underWay > MAX_BYTES_UNDER_WAY)
          throw new Refusal('too_busy', 'too many bodies are on their way; try again', { 'retry-after': '1' })
        chunks.push(chunk)
      }
    } catch (error) {
      throw error instanceof Refusal ? error : new Refusal('invalid_request', 'the body ended early')
    } finally {
      this.#underWay -= size
    }
    return Buffer.concat(chunks)
  }
}

function tooLarge(maxBytes: number): Refusal {
  return new Refusal('payload_too_large', `a body has at most ${maxBytes} bytes here`)
}
