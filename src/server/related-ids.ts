import { v4 } from 'uuid'

/** So many ids in a row begin alike. */
const RELATED_IDS = 128
const BEGINNING = 8

/**
 * Draws random UUIDs (version 4) of which those drawn together begin with the same 32 random bits; the 90 random bits behind
 * them tell them apart. A store that keeps its rows in the order of their ids then changes a few pages for many new
 * rows, where ids without a common beginning would change a page for each.
 */
export function relatedIds(): () => string {
  let beginning = ''
  let left = 0
  return () => {
    const id = v4()
    if (left === 0) {
      beginning = id.slice(0, BEGINNING)
      left = RELATED_IDS
    }
    left -= 1
    return beginning + id.slice(BEGINNING)
  }
}
