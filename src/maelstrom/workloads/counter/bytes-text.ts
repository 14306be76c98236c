/** Bytes inside JSON. */
export function textOfBytes(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}

/** Undefined: not the text of bytes. */
export function bytesOfText(text: unknown): Uint8Array | undefined {
  if (typeof text !== 'string') return undefined
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
