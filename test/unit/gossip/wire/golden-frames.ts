import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

const FOLDER = new URL('golden/', import.meta.url)
const EXTENSION = '.hex'

/** Hex in lines of any length; `#` begins a comment. */
export function parseHex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(/#.*/g, '').replaceAll(/\s/g, ''), 'hex'))
}

/** Of every file in `golden/` by its name without extension, ascending. */
export function readGoldenFrames(): Map<string, Uint8Array> {
  const files = readdirSync(FOLDER).toSorted()
  return new Map(
    files.map((file) => [basename(file, EXTENSION), parseHex(readFileSync(new URL(file, FOLDER), 'utf8'))]),
  )
}
