import { MAX_ADDRESS_LENGTH, MAX_CLUSTER_LENGTH, MAX_KEY_BYTES, MAX_NAME_LENGTH } from './limits.ts'

/** Which texts a frame can carry. What is refused here when it comes from outside never reaches a writer. */

const FIRST_VISIBLE = 0x21
const LAST_VISIBLE = 0x7e

export function isName(text: string): boolean {
  return isVisible(text, MAX_NAME_LENGTH)
}

export function isCluster(text: string): boolean {
  return isVisible(text, MAX_CLUSTER_LENGTH)
}

export function isAddress(text: string): boolean {
  return isVisible(text, MAX_ADDRESS_LENGTH)
}

/** Keys and the names of events and requests. Half a surrogate pair has no UTF-8. */
export function isKey(text: string): boolean {
  return text.length > 0 && utf8Length(text) <= MAX_KEY_BYTES && text.isWellFormed()
}

export function isVisibleCode(code: number): boolean {
  return code >= FIRST_VISIBLE && code <= LAST_VISIBLE
}

function isVisible(text: string, maxLength: number): boolean {
  if (text.length === 0 || text.length > maxLength) return false
  for (let index = 0; index < text.length; index++) {
    if (!isVisibleCode(text.charCodeAt(index))) return false
  }
  return true
}

/** Bytes of a well-formed text in UTF-8. */
export function utf8Length(text: string): number {
  let length = text.length
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code >= 0x80) length += code < 0x800 || isSurrogate(code) ? 1 : 2
  }
  return length
}

/** Each half of a pair counts two bytes: four together. */
function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff
}
