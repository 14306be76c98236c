import { crc32 } from 'node:zlib'
import { MAX_CLUSTER_LENGTH, MAX_ID_LENGTH } from '../wire/limits.ts'
import { isAddress } from './addresses.ts'

/**
 * The first thing on every connection, in both directions: who is there. It is no message of the mesh and reads alike in
 * every version of the protocol, so that nodes of different versions can say why they part: magic (4), length (u16),
 * checksum (u32, CRC-32 of the body), body (JSON; unknown fields are ignored).
 */
export interface Hello {
  /** The versions of the protocol that the sender speaks. */
  readonly oldestVersion: number
  readonly newestVersion: number
  readonly cluster: string
  /** The address that the sender advertises. */
  readonly address: string
  /** false: nobody can dial it; it is served over the connection that it opened. */
  readonly dialable: boolean
  /** Drawn when the sender started: tells a restarted node from the one before, and a node that dialled itself. */
  readonly instance: string
  /** Counts the sender's connections: of two the same way, the later one is kept. */
  readonly sequence: number
}

export type HelloFault = 'bad_hello' | 'bad_hello_address'

export type HelloReading =
  | { readonly kind: 'more' }
  | { readonly kind: 'fault'; readonly reason: HelloFault }
  | { readonly kind: 'hello'; readonly hello: Hello; readonly rest: Uint8Array }

const MAGIC = Buffer.from('GMHI', 'latin1')
const HEADER_BYTES = MAGIC.length + 2 + 4
export const MAX_HELLO_BODY = 1024

const VISIBLE_ASCII = /^[\x21-\x7e]+$/

function isWord(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.length <= maxLength && VISIBLE_ASCII.test(value)
}

export function isClusterName(value: unknown): value is string {
  return isWord(value, MAX_CLUSTER_LENGTH)
}

export function encodeHello(hello: Hello): Uint8Array {
  const body = Buffer.from(JSON.stringify(hello), 'utf8')
  const bytes = Buffer.alloc(HEADER_BYTES + body.length)
  MAGIC.copy(bytes)
  bytes.writeUInt16BE(body.length, MAGIC.length)
  bytes.writeUInt32BE(crc32(body), MAGIC.length + 2)
  body.copy(bytes, HEADER_BYTES)
  return bytes
}

/** Takes a connection's bytes until the hello is complete. Holds no more than one hello. */
export class HelloReader {
  #held: Buffer = Buffer.alloc(0)

  push(chunk: Uint8Array): HelloReading {
    const bytes = Buffer.concat([this.#held, chunk])
    const magic = bytes.subarray(0, MAGIC.length)
    if (!magic.equals(MAGIC.subarray(0, magic.length))) return BAD
    if (bytes.length < HEADER_BYTES) return this.#hold(bytes)
    const length = bytes.readUInt16BE(MAGIC.length)
    if (length > MAX_HELLO_BODY) return BAD
    if (bytes.length < HEADER_BYTES + length) return this.#hold(bytes)
    const body = bytes.subarray(HEADER_BYTES, HEADER_BYTES + length)
    if (crc32(body) !== bytes.readUInt32BE(MAGIC.length + 2)) return BAD
    return parsed(body.toString('utf8'), bytes.subarray(HEADER_BYTES + length))
  }

  #hold(bytes: Buffer): HelloReading {
    this.#held = bytes
    return { kind: 'more' }
  }
}

const BAD: HelloReading = { kind: 'fault', reason: 'bad_hello' }

function parsed(text: string, rest: Uint8Array): HelloReading {
  const fields = fieldsOf(text)
  const { oldestVersion, newestVersion, cluster, address, dialable, instance, sequence } = fields
  const valid =
    isVersion(oldestVersion) &&
    isVersion(newestVersion) &&
    oldestVersion <= newestVersion &&
    isClusterName(cluster) &&
    typeof address === 'string' &&
    typeof dialable === 'boolean' &&
    isWord(instance, MAX_ID_LENGTH) &&
    typeof sequence === 'number' &&
    Number.isSafeInteger(sequence)
  if (!valid) return BAD
  if (!isAddress(address)) return { kind: 'fault', reason: 'bad_hello_address' }
  const hello = { oldestVersion, newestVersion, cluster, address, dialable, instance, sequence }
  return { kind: 'hello', hello, rest }
}

function fieldsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

const HIGHEST_VERSION = 255

function isVersion(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= HIGHEST_VERSION
}
