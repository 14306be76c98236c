import { parseArgs } from 'node:util'

export const PART_NAMES = ['embedded', 'memory', 'growth', 'cassandra', 'cassandra-growth'] as const
export type PartName = (typeof PART_NAMES)[number]

/** What runs unless `--only` names others. */
const USUAL: readonly PartName[] = ['embedded', 'memory', 'growth', 'cassandra']
const ROUNDS = 5
const QUICK_ROUNDS = 2
const SECONDS = 8
const QUICK_SECONDS = 3
const SIZES = '10000,100000,1000000'
const QUICK_SIZES = '2000,20000'

export const HELP = `npm run bench -- [options]

  --only <parts>     of ${PART_NAMES.join(', ')}; separated by commas (default: ${USUAL.join(',')})
  --rounds <n>       rounds in which the contenders are measured in turn (default: ${ROUNDS})
  --seconds <n>      length of one load of one round (default: ${SECONDS})
  --sizes <list>     stored sessions at which growth is looked at (default: ${SIZES})
  --quick            a look within two minutes instead of a measurement
  --folder <path>    where the embedded store's data goes for the time (default: the system's temporary folder)
  --date <text>      when it was measured, as the page shows it (default: today)
  --json <path>      writes everything that was measured
  --write            puts the tables into docs/performance.md
  --help
`

export interface BenchOptions {
  readonly parts: readonly PartName[]
  readonly rounds: number
  readonly seconds: number
  readonly sizes: readonly number[]
  readonly quick: boolean
  readonly folder: string | undefined
  readonly date: string | undefined
  readonly json: string | undefined
  readonly write: boolean
}

export function readOptions(words: readonly string[]): BenchOptions | 'help' {
  const { values } = parseArgs({
    args: [...words],
    options: {
      only: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      sizes: { type: 'string' },
      quick: { type: 'boolean', default: false },
      folder: { type: 'string' },
      date: { type: 'string' },
      json: { type: 'string' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return 'help'
  const { quick, folder, date, json, write } = values
  return {
    parts: values.only === undefined ? USUAL : values.only.split(',').map(partName),
    rounds: positive('--rounds', values.rounds ?? String(quick ? QUICK_ROUNDS : ROUNDS)),
    seconds: positive('--seconds', values.seconds ?? String(quick ? QUICK_SECONDS : SECONDS)),
    sizes: (values.sizes ?? (quick ? QUICK_SIZES : SIZES))
      .split(',')
      .map((size) => positive('--sizes', size)),
    quick,
    folder,
    date,
    json,
    write,
  }
}

function partName(text: string): PartName {
  const name = PART_NAMES.find((known) => known === text)
  if (!name) throw new Error(`--only: there is no part "${text}"; there are ${PART_NAMES.join(', ')}`)
  return name
}

function positive(flag: string, text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1)
    throw new Error(`${flag}: "${text}" is not a whole number above 0`)
  return value
}
