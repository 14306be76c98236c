import { silentLogger } from '../../../src/base/logger-port.ts'
import { type GossiperResponse, JSON_TYPE } from '../../../src/gossiper/messages.ts'
import { Refusal } from '../../../src/gossiper/refusal.ts'
import { createSurface } from '../../../src/gossiper/surface.ts'
import type { SurfaceParts } from '../../../src/gossiper/surface-parts.ts'
import { noGossiperEvents } from '../../../src/players/ports.ts'
import { manualRuntime } from '../../support/manual-runtime.ts'
import { plainBoard } from '../players/samples.ts'

interface Asked {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  readonly certified?: boolean
}

/** A surface without a server, and its board. */
export function surfaceOf(overrides: Partial<SurfaceParts> = {}) {
  const board = plainBoard()
  const manual = manualRuntime()
  const parts: SurfaceParts = {
    id: 'node1',
    board,
    runtime: manual.runtime,
    log: silentLogger,
    events: noGossiperEvents,
    metrics: async () => ({ contentType: 'text/plain', text: 'rounds 0\n' }),
    publish: () => {},
    saved: async () => {},
    ...overrides,
  }
  const surface = createSurface(parts)
  const ask = async (
    method: string,
    target: string,
    { headers = {}, body = '', certified = false }: Asked = {},
  ): Promise<GossiperResponse> => {
    const response = await surface.handle({
      method,
      target,
      header: (name) => headers[name],
      certified,
      readBody: async (maxBytes) => {
        const bytes = Buffer.from(body)
        if (bytes.length > maxBytes) throw new Refusal('payload_too_large', 'too large')
        return bytes
      },
    })
    return response.contentType === JSON_TYPE ? { ...response, body: textOf(response.body) } : response
  }
  const gossip = (body: string, headers: Readonly<Record<string, string>> = {}) =>
    ask('POST', '/gossip', { body, headers: { 'content-type': 'application/json', ...headers } })
  return { board, ask, gossip, parts }
}

function textOf(body: string | Uint8Array): string {
  return typeof body === 'string' ? body : Buffer.from(body).toString()
}

export const problemOf = ({ status, contentType, body }: GossiperResponse) => ({
  status,
  contentType,
  ...JSON.parse(String(body)),
})
