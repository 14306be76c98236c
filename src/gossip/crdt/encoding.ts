import { ByteReader } from '../wire/byte-reader.ts'
import { ByteWriter } from '../wire/byte-writer.ts'
import { MAX_NANOS } from './nanos.ts'

/** Beyond any value that fits an entry: what is merged from the entries of many owners may be larger than each. */
export const MAX_STATE_BYTES = 2 ** 26

const LOW_BITS = 0xffff_ffffn

export function encoded(write: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter(MAX_STATE_BYTES)
  write(writer)
  return writer.copy()
}

/** Undefined unless `read` takes all of the bytes without a fault. */
export function decoded<T>(bytes: Uint8Array, read: (reader: ByteReader) => T | undefined): T | undefined {
  const reader = new ByteReader(bytes)
  const value = read(reader)
  return reader.failed || reader.remaining > 0 ? undefined : value
}

export function writeNanos(writer: ByteWriter, nanos: bigint): void {
  writer.uint32(Number(nanos >> 32n))
  writer.uint32(Number(nanos & LOW_BITS))
}

export function readNanos(reader: ByteReader): bigint {
  const high = reader.uint32()
  const nanos = (BigInt(high) << 32n) | BigInt(reader.uint32())
  if (nanos > MAX_NANOS) reader.fail()
  return nanos
}
