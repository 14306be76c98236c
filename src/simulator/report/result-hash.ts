import { createHash } from 'node:crypto'

const SHOWN_DIGITS = 16

/** Of everything that was measured: where no trace is kept, it tells two courses apart. */
export function resultHash(result: object): string {
  return createHash('sha256').update(JSON.stringify(result), 'utf8').digest('hex').slice(0, SHOWN_DIGITS)
}
