import { sameBytes } from './order.ts'
import type { Codec } from './lattice.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

const TO_UTF8 = new TextEncoder()
const FROM_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const bytesCodec: Codec<Uint8Array> = {
  encode: (value) => value,
  decode: (bytes) => bytes,
}

/** Whatever JSON can say. An object keeps the order of its fields, so equal bytes come from equal histories. */
export const jsonCodec: Codec<Json> = {
  encode(value) {
    const text: string | undefined = JSON.stringify(value)
    if (text === undefined) throw new TypeError(`JSON has no ${typeof value}`)
    return TO_UTF8.encode(text)
  },
  decode(bytes) {
    try {
      const value: Json = JSON.parse(FROM_UTF8.decode(bytes))
      // White space and escapes would give one value several forms.
      return sameBytes(jsonCodec.encode(value), bytes) ? value : undefined
    } catch {
      return undefined
    }
  },
}
