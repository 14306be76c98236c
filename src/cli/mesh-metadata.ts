import { InexactNumberError, readJson } from '../control/exact-json.ts'
import type { Json } from '../gossip/crdt/codecs.ts'
import { FlagError } from './mesh-flags.ts'

/** JSON if it is, else the text itself. */
export function jsonOrText(text: string): Json {
  try {
    return readJson(text)
  } catch (error) {
    if (error instanceof InexactNumberError) throw new FlagError(error.message)
    return text
  }
}

/** `key=value` words -> what a node says about itself. */
export function metadataOf(what: string, words: readonly string[]): Record<string, Json> {
  const entries = words.map((word): [string, Json] => {
    const at = word.indexOf('=')
    if (at > 0) return [word.slice(0, at), jsonOrText(word.slice(at + 1))]
    throw new FlagError(`${what}: "${word.slice(0, 60)}" is not key=value`)
  })
  return Object.fromEntries(entries)
}
