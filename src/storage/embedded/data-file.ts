import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { isError } from '../../base/errors.ts'

/**
 * LMDB maps its file into memory and trusts it: opening a foreign or a cut-off file ends the process with a signal
 * instead of an error. So what its two meta pages say is checked first. Offsets as in `MDB_page` and `MDB_meta` of the
 * LMDB that lmdb-js brings; all numbers are little-endian.
 */

const MAGIC = 0xbeefc0de
const MAGIC_AT = 24
const PAGE_SIZE_AT = 48
const LAST_PAGE_AT = 144
const TRANSACTION_AT = 152
const META_BYTES = 160
const MIN_PAGE_SIZE = 256
const MAX_PAGE_SIZE = 65_536

/** The last pages may be missing when they were freed as soon as they were taken; never many of them. */
const MISSING_PAGES_ALLOWED = 256

/** 'unfinished' is what another process that just makes the file can leave for a moment. */
export type DataFileState = 'absent' | 'unfinished' | 'usable' | { readonly damage: string }

interface Meta {
  readonly pageSize: number
  readonly pages: bigint
  readonly transaction: bigint
}

export function inspectDataFile(path: string): DataFileState {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    if (isError(error) && 'code' in error && error.code === 'ENOENT') return 'absent'
    throw error
  }
  try {
    return inspect(file)
  } finally {
    closeSync(file)
  }
}

function inspect(file: number): DataFileState {
  const found = fstatSync(file).size
  if (found === 0) return 'absent'
  const first = readMeta(file, 0)
  const second = first && readMeta(file, first.pageSize)
  // Read before the size is taken: the file only grows, and pages are written before the meta page that counts them.
  const { size } = fstatSync(file)
  if (!first || !second) {
    return size < 2 * MIN_PAGE_SIZE || (first && size < 2 * first.pageSize)
      ? 'unfinished'
      : { damage: 'it is not a database' }
  }
  const { pages, pageSize } = first.transaction > second.transaction ? first : second
  const missing = pages - BigInt(Math.floor(size / pageSize))
  if (missing > MISSING_PAGES_ALLOWED)
    return { damage: `${missing} of its ${pages} pages are missing at the end` }
  return 'usable'
}

function readMeta(file: number, at: number): Meta | undefined {
  const bytes = Buffer.alloc(META_BYTES)
  if (readSync(file, bytes, 0, META_BYTES, at) < META_BYTES) return undefined
  const pageSize = bytes.readUInt32LE(PAGE_SIZE_AT)
  if (bytes.readUInt32LE(MAGIC_AT) !== MAGIC) return undefined
  if (pageSize < MIN_PAGE_SIZE || pageSize > MAX_PAGE_SIZE) return undefined
  return {
    pageSize,
    pages: bytes.readBigUInt64LE(LAST_PAGE_AT) + 1n,
    transaction: bytes.readBigUInt64LE(TRANSACTION_AT),
  }
}
