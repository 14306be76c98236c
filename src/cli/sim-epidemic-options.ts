import { OptionError } from '../simulator/epidemic/option-error.ts'
import {
  DEFAULT_OPTIONS,
  type EpidemicOptions,
  type Latency,
  RUMOUR_FEEDBACKS,
  RUMOUR_STOPS,
  type Rumour,
  REPEAT_TO,
  STRATEGIES,
  TOPOLOGIES,
  DEDUPS,
} from '../simulator/epidemic/options.ts'
import { checkEpidemicOptions } from '../simulator/epidemic/settings.ts'
import { type SimWords, readSimWords, shown } from './sim-flags.ts'
import { latencyOf } from './sim-latency.ts'
import { type SimOutput, outputOf } from './sim-output.ts'
import { type EpidemicWrites, writesOf } from './sim-epidemic-writes.ts'
import { churnOf, killsOf, nodeOf, partitionsOf } from './sim-epidemic-schedule.ts'
import { type Seeds, seedsOf } from './sim-seeds.ts'
import { isNumber, msOf, numberOf, refused, wordOf } from './sim-values.ts'

export interface EpidemicCommand extends Seeds {
  readonly what: 'epidemic'
  /** Without the seed. */
  readonly options: EpidemicOptions
  readonly writes: EpidemicWrites | undefined
  readonly output: SimOutput
}

/** What a field of the options is called on the command line. */
const FLAG_OF: Readonly<Partial<Record<keyof EpidemicOptions, string>>> = {
  intervalMs: 'interval',
  repeatFanout: 'repeat-fanout',
  maxRounds: 'max-rounds',
  antiEntropyMs: 'anti-entropy-interval',
  dedupRetentionMs: 'dedup-retention',
  bloomIds: 'bloom-ids',
  bloomFalsePositives: 'bloom-false-positives',
  partitions: 'partition',
  kills: 'kill',
  durationMs: 'duration',
  origins: 'origin',
  messageEveryMs: 'message-every',
  payloadBytes: 'payload',
}

const PRESETS = { classic: DEFAULT_OPTIONS.fanout, blockchain: 8 } as const
const PRESET_NAMES = ['classic', 'blockchain'] as const

export function readEpidemicCommand(line: readonly string[]): EpidemicCommand {
  const words = readSimWords(line, 'epidemic')
  const seeds = seedsOf(words, 1)
  const plain = readEpidemicOptions(words)
  const writes = writesOf(words, plain.nodes ?? DEFAULT_OPTIONS.nodes)
  if (writes && seeds.seeds > 1)
    throw new Error('--write: what nodes hold is shown for one seed, not for --seeds')
  const options = writes ? { ...plain, messages: writes.origins.length, origins: writes.origins } : plain
  return { what: 'epidemic', ...seeds, options, writes, output: outputOf(words, seeds.seeds) }
}

/** What was said about an epidemic, checked; the rest is the simulation's to know. */
export function readEpidemicOptions(words: SimWords): EpidemicOptions {
  const options = optionsOf(words)
  check(options, words)
  return options
}

function check(options: EpidemicOptions, words: SimWords): void {
  try {
    checkEpidemicOptions(options)
  } catch (error) {
    throw error instanceof OptionError ? inFlags(error, words) : error
  }
}

function inFlags({ option, value, allowed }: OptionError, words: SimWords): Error {
  const [field = ''] = option.split(/[.[]/)
  const byField: Readonly<Record<string, string>> = FLAG_OF
  const flag = byField[field] ?? field
  const written = flag === 'duration' && words.isSet('seconds') ? 'seconds' : flag
  return new Error(
    `--${written} ${shown(words.list(written).join(' ') || value)}: not allowed; allowed: ${allowed}`,
  )
}

function optionsOf(words: SimWords): EpidemicOptions {
  // What is no number is refused with all that is out of range.
  const number = (name: string) => mapped(words, name, (text) => (isNumber(text) ? Number(text) : Number.NaN))
  const time = (name: string) => mapped(words, name, (text) => msOf(name, text))
  const nodesGiven = number('nodes')
  const nodes = nodesGiven ?? DEFAULT_OPTIONS.nodes
  check({ nodes }, words)
  const preset = mapped(words, 'preset', (text) => wordOf('preset', text, PRESET_NAMES))
  const fields = {
    nodes: nodesGiven,
    latency: latencyGiven(words),
    fanout: number('fanout') ?? (preset && Math.min(PRESETS[preset], nodes)),
    strategy: mapped(words, 'strategy', (text) => wordOf('strategy', text, STRATEGIES)),
    topology: mapped(words, 'topology', (text) => wordOf('topology', text, TOPOLOGIES)),
    degree: number('degree'),
    rewire: number('rewire'),
    bridges: number('bridges'),
    drop: number('drop'),
    duplicate: number('duplicate'),
    intervalMs: time('interval'),
    aligned: words.isSet('aligned') || undefined,
    repeatFanout: number('repeat-fanout'),
    repeatTo: mapped(words, 'repeat-to', (text) => wordOf('repeat-to', text, REPEAT_TO)),
    ttl: number('ttl'),
    maxRounds: number('max-rounds'),
    antiEntropyMs: time('anti-entropy-interval'),
    rumour: mapped(words, 'rumour', rumourOf),
    dedup: mapped(words, 'dedup', (text) => wordOf('dedup', text, DEDUPS)),
    dedupRetentionMs: time('dedup-retention'),
    bloomIds: number('bloom-ids'),
    bloomFalsePositives: number('bloom-false-positives'),
    messages: number('messages'),
    messageEveryMs: time('message-every'),
    origins: mapped(words, 'origin', (text) => [nodeOf('origin', text, nodes)]),
    payloadBytes: number('payload'),
    durationMs: durationOf(words),
    churn: mapped(words, 'churn', churnOf),
    partitions: words.isSet('partition') ? partitionsOf(words.list('partition'), nodes) : undefined,
    kills: words.isSet('kill') ? killsOf(words.list('kill'), nodes) : undefined,
  }
  return given(fields)
}

function latencyGiven(words: SimWords): Latency | undefined {
  const [latency, jitter] = [words.text('latency'), words.text('jitter')]
  if (latency === undefined && jitter === undefined) return undefined
  return latencyOf(latency, jitter, DEFAULT_OPTIONS.latency)
}

function durationOf(words: SimWords): number | undefined {
  const seconds = words.text('seconds')
  const duration = words.text('duration')
  if (seconds === undefined) return duration === undefined ? undefined : msOf('duration', duration)
  if (duration !== undefined) throw new Error('--seconds and --duration: give one of them')
  return numberOf('seconds', seconds, 'a number of seconds') * 1000
}

function rumourOf(text: string): Rumour {
  const [, feedback, stop, k] = /^([a-z]+)-([a-z]+)\/(\d+)$/.exec(text) ?? []
  const known = {
    feedback: RUMOUR_FEEDBACKS.find((one) => one === feedback),
    stop: RUMOUR_STOPS.find((one) => one === stop),
  }
  if (known.feedback && known.stop) return { feedback: known.feedback, stop: known.stop, k: Number(k) }
  throw refused('rumour', text, 'blind or feedback, coin or counter, and k, such as feedback-counter/3')
}

function mapped<Value>(words: SimWords, name: string, read: (text: string) => Value): Value | undefined {
  const text = words.text(name)
  return text === undefined ? undefined : read(text)
}

type Given<Fields> = { readonly [Name in keyof Fields]?: Exclude<Fields[Name], undefined> }

function given<Fields extends object>(fields: Fields): Given<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Given<Fields>
}
