import { type BenchCommand, readBenchCommand } from './sim-bench-options.ts'
import { type ClusterCommand, readClusterCommand } from './sim-cluster-options.ts'
import { type EpidemicCommand, readEpidemicCommand } from './sim-epidemic-options.ts'
import { isFlag, shown } from './sim-flags.ts'
import { readSimOptions, type SimOptions } from './sim-options.ts'
import { readServeCommand, type ServeCommand } from './sim-serve-options.ts'
import { SIM_LEVELS, type SimLevel } from './sim-vocabulary.ts'

/** What `gamemesh sim` was told to do. */
export type SimCommand =
  | { readonly what: 'help'; readonly level?: SimLevel }
  | EpidemicCommand
  | ClusterCommand
  | SimOptions
  | BenchCommand
  | ServeCommand

const HELP_WORDS = ['--help', '-help', '-h']

/** The words after `gamemesh sim`; throws, in one line, what is wrong with them. */
export function readSimCommand(words: readonly string[]): SimCommand {
  const [first, ...others] = words
  const level = SIM_LEVELS.find((one) => one === first)
  if (words.some((word) => HELP_WORDS.includes(word))) return { what: 'help', ...(level && { level }) }
  if (first === undefined || isFlag(first)) return readEpidemicCommand(words)
  if (level === undefined)
    throw new Error(`"sim" ${shown(first)}: there is no such level; allowed: ${SIM_LEVELS.join(', ')}`)
  return readLevel(level, others)
}

function readLevel(level: SimLevel, words: readonly string[]): SimCommand {
  switch (level) {
    case 'epidemic':
      return readEpidemicCommand(words)
    case 'cluster':
      return readClusterCommand(words)
    case 'bench':
      return readBenchCommand(words)
    case 'serve':
      return readServeCommand(words)
    default:
      return readSimOptions(level, words)
  }
}
