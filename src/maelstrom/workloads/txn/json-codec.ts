import type { Codec } from '../../../gossip/crdt/lattice.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

/** Any JSON as a register's value. */
export const jsonCodec: Codec<unknown> = {
  encode: (value) => encoder.encode(JSON.stringify(value)),
  decode: (bytes) => {
    try {
      const value: unknown = JSON.parse(decoder.decode(bytes))
      return value
    } catch {
      return undefined
    }
  },
}
