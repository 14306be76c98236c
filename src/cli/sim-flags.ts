import { SIM_FLAGS, type SimFlag, type SimLevel } from './sim-vocabulary.ts'

/** What a command line of the simulator says, flag by flag. */
export interface SimWords {
  readonly text: (name: string) => string | undefined
  readonly list: (name: string) => readonly string[]
  readonly isSet: (name: string) => boolean
}

/** Longer values are cut where they are shown: the error stays one line. */
const LONGEST_SHOWN = 80

/** One dash or two, `--x=v` or `--x v`. A flag of another level is no flag of this one. */
export function readSimWords(words: readonly string[], level: SimLevel): SimWords {
  const found = new Map<string, string[]>()
  const rest = [...words]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!isFlag(word)) throw new Error(`unexpected argument: ${shown(word)}`)
    const [, name = '', given] = /^--?([^=]*)(?:=(.*))?$/s.exec(word) ?? []
    const flag = flagOf(name, level)
    const value = valueOf(flag, given, rest)
    const before = found.get(flag.name)
    if (before && flag.kind !== 'many') throw new Error(`--${flag.name}: it is given twice`)
    found.set(flag.name, [...(before ?? []), value])
  }
  return {
    text: (name) => found.get(name)?.[0],
    list: (name) => found.get(name) ?? [],
    isSet: (name) => found.has(name),
  }
}

/** A negative number is none. */
export function isFlag(word: string): boolean {
  return /^--?[a-z]/i.test(word)
}

/** A value as it may stand in an error: on one line, and not too long. */
export function shown(value: string): string {
  const short = value.length > LONGEST_SHOWN ? `${value.slice(0, LONGEST_SHOWN)}…` : value
  return /[^\x20-\x7e…]/.test(short) || short === '' ? JSON.stringify(short) : short
}

function flagOf(name: string, level: SimLevel): SimFlag {
  const flag = SIM_FLAGS.find((one) => one.name === name)
  if (!flag) throw new Error(`--${shown(name)}: there is no such flag`)
  if (flag.levels.includes(level)) return flag
  const elsewhere = flag.levels.map((one) => `"sim ${one}"`).join(', ')
  throw new Error(`--${name}: not a flag of "sim ${level}", but of ${elsewhere}`)
}

function valueOf({ name, kind, value }: SimFlag, given: string | undefined, rest: string[]): string {
  if (kind === 'switch') {
    if (given === undefined) return ''
    throw new Error(`--${name} ${shown(given)}: it takes no value`)
  }
  const next = rest[0]
  const follows = next !== undefined && !isFlag(next)
  const text = given ?? (follows ? rest.shift() : undefined)
  if (text !== undefined && text.trim() !== '') return text
  if (kind === 'optional' && text === undefined) return ''
  throw new Error(`--${name}: its value is missing; allowed: ${value}`)
}
