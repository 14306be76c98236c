import { OptionError } from '../epidemic/option-error.ts'
import { DEFAULT_OPTIONS, type EpidemicOptions, STRATEGIES, TOPOLOGIES } from '../epidemic/options.ts'
import { checkEpidemicOptions } from '../epidemic/settings.ts'
import { latencyText, readLatency } from './latency-text.ts'

/** What a visitor may choose, in the page's form and in a query alike. */
const PARAMETERS = ['nodes', 'fanout', 'drop', 'latency', 'strategy', 'topology', 'seed', 'origin'] as const
type Parameter = (typeof PARAMETERS)[number]

/** Longer ones are no number, word or latency. */
const MAX_VALUE_LENGTH = 64

/** `base` with what the parameters change, checked as a whole. Throws an `OptionError` that names the parameter. */
export function readParameters(given: URLSearchParams, base: EpidemicOptions): EpidemicOptions {
  let options = base
  for (const name of new Set(given.keys())) {
    const [value = '', ...more] = given.getAll(name)
    if (!isParameter(name)) throw new OptionError('parameter', name, PARAMETERS.join(', '))
    if (more.length > 0) throw new OptionError(name, given.getAll(name).join(' and '), 'one value')
    if (value.length > MAX_VALUE_LENGTH)
      throw new OptionError(name, value, `at most ${MAX_VALUE_LENGTH} characters`)
    options = { ...options, ...changeOf(name, value) }
  }
  checkEpidemicOptions(options)
  return options
}

/** What gives these options again: for the address of the same run. */
export function parametersOf(options: EpidemicOptions): URLSearchParams {
  const { latency, origins, ...rest } = options
  const given = new URLSearchParams()
  for (const name of PARAMETERS) {
    if (name === 'latency' && latency) given.set(name, latencyText(latency))
    else if (name === 'origin' && origins?.[0] !== undefined) given.set(name, String(origins[0]))
    else if (name !== 'latency' && name !== 'origin' && rest[name] !== undefined)
      given.set(name, String(rest[name]))
  }
  return given
}

/** As many messages at once as there are pairs of nodes. */
export function sendsToAllPairs({ strategy, topology = DEFAULT_OPTIONS.topology }: EpidemicOptions): boolean {
  return strategy === 'flood' && (topology === 'full' || topology === 'two-regions')
}

function isParameter(name: string): name is Parameter {
  return (PARAMETERS as readonly string[]).includes(name)
}

function changeOf(name: Parameter, value: string): EpidemicOptions {
  switch (name) {
    case 'latency':
      return { latency: readLatency(value) }
    case 'strategy':
      return { strategy: wordOf(name, value, STRATEGIES) }
    case 'topology':
      return { topology: wordOf(name, value, TOPOLOGIES) }
    case 'origin':
      return { origins: [numberOf(name, value)] }
    default:
      return { [name]: numberOf(name, value) }
  }
}

function wordOf<T extends string>(name: string, value: string, words: readonly T[]): T {
  const word = words.find((candidate) => candidate === value)
  if (word === undefined) throw new OptionError(name, value, words.join(', '))
  return word
}

function numberOf(name: string, value: string): number {
  if (/^-?\d+(?:\.\d+)?$/.test(value)) return Number(value)
  throw new OptionError(name, value, 'a number')
}
