import { LOAD_KINDS } from '../maelstrom/bench/load/load-kinds.ts'
import type { LoadKind } from '../maelstrom/bench/load/load.ts'
import type { Limits } from '../maelstrom/bench/presets/limits.ts'
import {
  findPreset,
  PRESETS,
  type Preset,
  type PresetAnswer,
  presetOptions,
} from '../maelstrom/bench/presets/presets.ts'
import { DEFAULT_OPTIONS, type RunOptions } from '../maelstrom/bench/run/run-options.ts'
import { findVariant, type Variant } from '../maelstrom/workloads/workloads.ts'
import { type GlomersFlags, type GlomersWords, readGlomersWords } from './glomers-flags.ts'
import { glomersOptions, wholeOf } from './glomers-options.ts'

const MAX_SEEDS = 100_000
const MAX_PROBE_MS = 60_000
const DEFAULT_PROBE_MS = 10

/** Whose nodes: a variant of ours, or any executable. */
export type Nodes =
  | { readonly kind: 'variant'; readonly name: string; readonly variant: Variant }
  | { readonly kind: 'bin'; readonly file: string; readonly words: readonly string[] }

export interface RunCommand {
  readonly what: 'run'
  readonly title: string
  readonly options: RunOptions
  readonly load: LoadKind
  readonly limits: Limits
  readonly nodes: Nodes
  readonly inProcess: boolean
  readonly seeds: number
  readonly probeMs: number
  readonly json: boolean
  readonly logStderr: boolean
  readonly out: string | undefined
}

export interface AllCommand {
  readonly what: 'all'
  readonly runs: ReadonlyArray<{
    readonly preset: Preset
    readonly answer: PresetAnswer
    readonly command: RunCommand
  }>
  readonly inProcess: boolean
  readonly json: boolean
}

export type GlomersCommand =
  | { readonly what: 'help' | 'checkers' }
  | { readonly what: 'list' }
  | RunCommand
  | AllCommand

/** The words after `gamemesh glomers`; throws, in one line, what is wrong with them. */
export function readGlomersCommand(words: readonly string[]): GlomersCommand {
  const read = readGlomersWords(words)
  const [name, ...rest] = read.names
  if (read.flags.help || name === undefined) return { what: 'help' }
  if (rest.length > 0) throw new Error(`unexpected argument: ${rest.join(' ')}`)
  if (name === 'checkers' || name === 'list') return { what: name }
  if (name === 'run') return runCommand(read)
  if (name === 'all') return allCommand(read)
  const preset = findPreset(name)
  if (preset) return presetCommand(preset, read)
  const known = PRESETS.map((one) => one.name).join(', ')
  throw new Error(
    `unknown challenge or command: ${JSON.stringify(name)}; there are: run, all, list, checkers, ${known}`,
  )
}

function runCommand(read: GlomersWords): RunCommand {
  const { workload } = read.flags
  if (workload === undefined)
    throw new Error(
      `the workload is missing; name it with -w; there are: ${[...LOAD_KINDS.keys()].join(', ')}`,
    )
  return commandOf(read, { ...DEFAULT_OPTIONS, workload }, {}, read.flags.variant, workload)
}

function presetCommand(preset: Preset, read: GlomersWords): RunCommand {
  const { workload } = read.flags
  if (workload !== undefined && workload !== preset.workload)
    throw new Error(`-w ${workload}: challenge ${preset.name} is ${preset.workload}`)
  const variant = read.flags.variant ?? preset.answers[0].variant
  return commandOf(read, presetOptions(preset), preset.limits, variant, preset.name)
}

/** Each challenge with every answer we have to it. */
function allCommand(read: GlomersWords): AllCommand {
  if (read.flags.variant !== undefined || read.flags.bin !== undefined || read.flags.workload !== undefined)
    throw new Error('"all" runs every challenge with our own variants: no -w, --variant or --bin')
  const flags = { ...read.flags, 'in-process': !read.flags.processes }
  const runs = PRESETS.flatMap((preset) =>
    preset.answers.map((answer) => {
      const more = {
        variant: answer.variant,
        ...(answer.withoutPartitions && { nemesis: 'none' }),
        ...(answer.held && { delivery: 'held' }),
      }
      const command = presetCommand(preset, { ...read, flags: { ...flags, ...more } })
      return { preset, answer, command }
    }),
  )
  return { what: 'all', runs, inProcess: !read.flags.processes, json: read.flags.json ?? false }
}

function commandOf(
  { flags, passedOn }: GlomersWords,
  base: RunOptions,
  limits: Limits,
  variant: string | undefined,
  name: string,
): RunCommand {
  const load = LOAD_KINDS.get(base.workload)
  if (!load) {
    const known = [...LOAD_KINDS.keys()].join(', ')
    throw new Error(`unknown workload: ${JSON.stringify(base.workload)}; there are: ${known}`)
  }
  const nodes = nodesOf(flags, passedOn, base.workload, variant)
  const seeds = wholeOf(flags, 'seeds', 1, MAX_SEEDS) ?? 1
  const inProcess = flags['in-process'] === true || seeds > 1
  if (inProcess && nodes.kind === 'bin')
    throw new Error('--bin runs in real time: without --in-process and --seeds')
  if (!inProcess && flags['clock-error'] !== undefined)
    throw new Error('--clock-error needs virtual time: add --in-process')
  if (inProcess && flags.processes) throw new Error('--processes excludes --in-process and --seeds')
  return {
    what: 'run',
    title: `${name} ${nodes.kind === 'bin' ? nodes.file : nodes.name}`,
    options: glomersOptions(flags, base),
    load,
    limits,
    nodes,
    inProcess,
    seeds,
    probeMs: wholeOf(flags, 'probe', 0, MAX_PROBE_MS) ?? (inProcess && seeds === 1 ? DEFAULT_PROBE_MS : 0),
    json: flags.json ?? false,
    logStderr: flags['log-stderr'] ?? false,
    out: flags.out,
  }
}

function nodesOf(
  flags: GlomersFlags,
  passedOn: readonly string[],
  workload: string,
  variant: string | undefined,
): Nodes {
  if (flags.bin !== undefined) {
    if (flags.variant !== undefined) throw new Error('--variant is one of ours, --bin is not')
    return { kind: 'bin', file: flags.bin, words: passedOn }
  }
  if (passedOn.length > 0) throw new Error('words after -- are for the executable that --bin names')
  const found = findVariant(workload, variant)
  if (!found.ok) throw new Error(found.message)
  return { kind: 'variant', name: found.name, variant: found.variant }
}
