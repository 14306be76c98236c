/** How a flag is written: with a value, or alone (then it may still carry true or false). */
export type FlagKind = 'text' | 'switch'

const FLAG = /^--?(?<name>[A-Za-z][\w-]*)(?:=(?<value>.*))?$/s
const SWITCH_VALUES: Readonly<Record<string, boolean>> = {
  1: true,
  t: true,
  true: true,
  0: false,
  f: false,
  false: false,
}

export interface GoFlags {
  readonly texts: ReadonlyMap<string, string>
  readonly switches: ReadonlyMap<string, boolean>
  readonly rest: readonly string[]
}

/**
 * Reads flags as Go programs take them: `-x v`, `-x=v`, `--x v`, `--x=v`; a switch takes a value only after `=`. The last
 * of several wins. What follows the first other word, or `--`, is the rest. Throws what is wrong.
 */
export function readGoFlags(words: readonly string[], kinds: Readonly<Record<string, FlagKind>>): GoFlags {
  const texts = new Map<string, string>()
  const switches = new Map<string, boolean>()
  let at = 0
  for (; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === '--') return { texts, switches, rest: words.slice(at + 1) }
    const { name, value } = FLAG.exec(word)?.groups ?? {}
    if (name === undefined) {
      if (word.startsWith('-') && word !== '-') throw new Error(`bad flag: ${word}`)
      break
    }
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined
    if (kind === undefined) throw new Error(`unknown flag: -${name}`)
    if (kind === 'switch') switches.set(name, switchValue(name, value))
    else if (value !== undefined) texts.set(name, value)
    else if (at + 1 < words.length) texts.set(name, words[++at] ?? '')
    else throw new Error(`flag needs a value: -${name}`)
  }
  return { texts, switches, rest: words.slice(at) }
}

function switchValue(name: string, value: string | undefined): boolean {
  if (value === undefined) return true
  const read = SWITCH_VALUES[value.toLowerCase()]
  if (read === undefined) throw new Error(`-${name}=${value}: write true or false`)
  return read
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/

/** A duration as Go writes it, such as 500ms, 2s or 1m30s, in milliseconds; undefined: it is none. */
export function goDurationMs(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined
  let sum = 0
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g))
    sum += Number(amount) * (UNIT_MS[unit] ?? 0)
  return sum
}
