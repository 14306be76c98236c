import { readGoFlags } from '../config/go-flags.ts'

const KINDS = {
  id: 'text',
  addr: 'text',
  peers: 'text',
  'gossip-interval': 'text',
  fanout: 'text',
  delta: 'switch',
  advertise: 'text',
  conflicts: 'text',
  'max-drift': 'text',
  'data-dir': 'text',
  'tls-cert': 'text',
  'tls-key': 'text',
  'tls-ca': 'text',
  token: 'text',
  'token-file': 'text',
  hosts: 'text',
  'log-level': 'text',
  help: 'switch',
  h: 'switch',
} as const

type GossiperFlag = keyof typeof KINDS

export interface GossiperFlags {
  readonly texts: ReadonlyMap<string, string>
  readonly switches: ReadonlyMap<string, boolean>
  /** From the first other word on, or behind `--`. */
  readonly rest: readonly string[]
}

/** The flags of a gossiper, as Go's own reader has them: the last of several wins. Throws what is wrong. */
export function readGossiperFlags(words: readonly string[]): GossiperFlags {
  const texts = new Map<string, string>()
  const switches = new Map<string, boolean>()
  const items = [...readGoFlags(words, { find, takesValue: (flag) => KINDS[flag] === 'text' })]
  for (const [at, item] of items.entries()) {
    const rest = items.slice(item.kind === 'end' ? at + 1 : at).flatMap((other) => other.words)
    if (item.kind === 'unknown') throw new Error(`unknown flag: -${item.name}`)
    if (item.kind === 'word' && /^-./.test(rest[0] ?? '')) throw new Error(`bad flag: ${rest[0]}`)
    if (item.kind !== 'flag') return { texts, switches, rest }
    const { flag, value } = item
    if (KINDS[flag] === 'switch') switches.set(flag, switchValue(flag, value))
    else if (value !== undefined) texts.set(flag, value)
    else throw new Error(`flag needs a value: -${flag}`)
  }
  return { texts, switches, rest: [] }
}

const names = Object.keys(KINDS) as GossiperFlag[]

function find(written: string): GossiperFlag | undefined {
  return names.find((name) => name === written)
}

const SWITCH_VALUES = new Map([
  ...['1', 't', 'true'].map((text) => [text, true] as const),
  ...['0', 'f', 'false'].map((text) => [text, false] as const),
])

function switchValue(name: string, value: string | undefined): boolean {
  if (value === undefined) return true
  const read = SWITCH_VALUES.get(value.toLowerCase())
  if (read === undefined) throw new Error(`-${name}=${value}: write true or false`)
  return read
}
