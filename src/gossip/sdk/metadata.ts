import { jsonCodec } from '../crdt/codecs.ts'
import type { Entry } from '../wire/messages.ts'
import { bytesOf } from './payload.ts'
import type { Metadata } from './node-event.ts'

/** Keys that begin so are a node's own, and not the mesh's. */
export const OWN_PREFIX = '@'
/** Where a node says what it is. It belongs to the node, and goes with it. */
export const META_KEY = '@meta'

const NONE: Metadata = {}

export function encodeMetadata(metadata: Metadata): Uint8Array {
  return bytesOf({ ...metadata }, 'the metadata of this node')
}

/** Another node may have put anything there. */
export function metadataOf(entry: Entry | undefined): Metadata {
  const value = entry ? jsonCodec.decode(entry.bytes) : undefined
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return NONE
  return value as Metadata
}
