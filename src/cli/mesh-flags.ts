import { type FlagRules, readGoFlags } from '../config/go-flags.ts'

/** How a flag is read. */
export interface Flag {
  /** As it is shown; case and dashes inside do not count when it is read. */
  readonly name: string
  /** `switch`: it takes no value. `list`: it may be repeated, and commas separate values. `many`: repeated, commas are kept. */
  readonly kind: 'text' | 'switch' | 'list' | 'many'
}

export interface ReadFlags {
  readonly text: (name: string) => string | undefined
  readonly list: (name: string) => readonly string[]
  readonly isSet: (name: string) => boolean
  readonly positionals: readonly string[]
}

/** One line that names the flag and says what would be right. */
export class FlagError extends Error {
  override readonly name = 'FlagError'
}

const LONGEST_SHOWN = 60

/** Flags and other words in any order; what stands behind `--` is no flag. */
export function readFlags(words: readonly string[], flags: readonly Flag[]): ReadFlags {
  const found = new Map<string, string[]>()
  const positionals: string[] = []
  for (const item of readGoFlags(words, among(flags))) {
    if (item.kind === 'unknown')
      throw new FlagError(`-${item.name.slice(0, LONGEST_SHOWN)}: there is no such flag`)
    if (item.kind === 'word') positionals.push(...item.words)
    if (item.kind !== 'flag') continue
    const { name, kind } = item.flag
    const values = valuesOf(item.flag, item.value)
    if (kind === 'text' && found.has(name)) throw new FlagError(`-${name}: it is given twice`)
    found.set(name, [...(found.get(name) ?? []), ...values])
  }
  return {
    text: (name) => found.get(name)?.[0],
    list: (name) => found.get(name) ?? [],
    isSet: (name) => found.has(name),
    positionals,
  }
}

/** The words of these flags, with their values, and all others, each in order. */
export function splitFlags(
  words: readonly string[],
  flags: readonly Flag[],
): { readonly own: readonly string[]; readonly others: readonly string[] } {
  const { own = [], others = [] } = Object.groupBy(readGoFlags(words, among(flags)), ({ kind }) =>
    kind === 'flag' ? 'own' : 'others',
  )
  return { own: own.flatMap((item) => item.words), others: others.flatMap((item) => item.words) }
}

function among(flags: readonly Flag[]): FlagRules<Flag> {
  return {
    find: (written) => flags.find(({ name }) => plain(name) === plain(written)),
    takesValue: ({ kind }) => kind !== 'switch',
  }
}

function valuesOf({ name, kind }: Flag, value: string | undefined): readonly string[] {
  if (kind === 'switch') {
    if (value === undefined || value === 'true') return ['true']
    throw new FlagError(`-${name}: it takes no value`)
  }
  if (value === undefined || value.trim() === '') throw new FlagError(`-${name}: its value is missing`)
  return kind === 'list' ? parts(value) : [value]
}

function parts(value: string): string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function plain(name: string): string {
  return name.replaceAll('-', '').toLowerCase()
}
