import { parseArgs } from 'node:util'

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  workload: { type: 'string', short: 'w' },
  variant: { type: 'string' },
  bin: { type: 'string' },
  'node-count': { type: 'string' },
  concurrency: { type: 'string' },
  rate: { type: 'string' },
  'time-limit': { type: 'string' },
  latency: { type: 'string' },
  'latency-dist': { type: 'string' },
  loss: { type: 'string' },
  delivery: { type: 'string' },
  topology: { type: 'string' },
  nemesis: { type: 'string' },
  'nemesis-interval': { type: 'string' },
  availability: { type: 'string' },
  'consistency-models': { type: 'string' },
  'key-count': { type: 'string' },
  'max-txn-length': { type: 'string' },
  'max-writes-per-key': { type: 'string' },
  'log-stderr': { type: 'boolean' },
  'in-process': { type: 'boolean' },
  processes: { type: 'boolean' },
  seed: { type: 'string' },
  'clock-error': { type: 'string' },
  seeds: { type: 'string' },
  probe: { type: 'string' },
  json: { type: 'boolean' },
  out: { type: 'string' },
} as const

export type GlomersFlags = ReturnType<typeof parse>['values']

export interface GlomersWords {
  readonly names: readonly string[]
  readonly flags: GlomersFlags
  /** What stands after `--`: for the executable. */
  readonly passedOn: readonly string[]
}

export function readGlomersWords(words: readonly string[]): GlomersWords {
  const end = words.indexOf('--')
  const own = end === -1 ? words : words.slice(0, end)
  const { values, positionals } = parse(own)
  return { names: positionals, flags: values, passedOn: end === -1 ? [] : words.slice(end + 1) }
}

function parse(words: readonly string[]) {
  return parseArgs({ args: [...words], allowPositionals: true, options: OPTIONS })
}
