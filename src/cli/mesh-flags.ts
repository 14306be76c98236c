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

/**
 * Flags as Go programs take them, because people know them so from where this comes from: one dash or two, `-x=v` or
 * `-x v`. What stands behind `--` is no flag.
 */
export function readFlags(words: readonly string[], flags: readonly Flag[]): ReadFlags {
  const found = new Map<string, string[]>()
  const positionals: string[] = []
  const rest = [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      positionals.push(...rest.splice(0))
    } else if (!/^--?[a-z]/i.test(word)) {
      positionals.push(word)
    } else {
      const { flag, value } = one(word, flags, rest)
      if (flag.kind === 'text' && found.has(flag.name))
        throw new FlagError(`-${flag.name}: it is given twice`)
      found.set(flag.name, [...(found.get(flag.name) ?? []), ...value])
    }
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
  const own: string[] = []
  const others: string[] = []
  const rest = [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const written = plain(/^--?([a-z][^=]*)/i.exec(word)?.[1] ?? '')
    const flag = flags.find(({ name }) => plain(name) === written)
    const takesNext = flag && flag.kind !== 'switch' && !word.includes('=')
    if (flag) own.push(word, ...(takesNext ? rest.splice(0, 1) : []))
    else others.push(word)
  }
  return { own, others }
}

const LONGEST_SHOWN = 60

function one(word: string, flags: readonly Flag[], rest: string[]): { flag: Flag; value: readonly string[] } {
  const [, written = '', given] = /^--?([^=]*)(?:=(.*))?$/s.exec(word) ?? []
  const flag = flags.find(({ name }) => plain(name) === plain(written))
  if (!flag) throw new FlagError(`-${written.slice(0, LONGEST_SHOWN)}: there is no such flag`)
  if (flag.kind === 'switch') {
    if (given === undefined || given === 'true') return { flag, value: ['true'] }
    throw new FlagError(`-${flag.name}: it takes no value`)
  }
  const value = given ?? rest.shift()
  if (value === undefined || value.trim() === '') throw new FlagError(`-${flag.name}: its value is missing`)
  return { flag, value: flag.kind === 'list' ? parts(value) : [value] }
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
