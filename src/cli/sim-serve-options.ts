import type { EpidemicOptions } from '../simulator/epidemic/options.ts'
import { DEFAULT_SERVE_HOST, DEFAULT_SERVE_PORT } from '../simulator/serve/serve-options.ts'
import { readEpidemicOptions } from './sim-epidemic-options.ts'
import { readSimWords } from './sim-flags.ts'
import { seedsOf } from './sim-seeds.ts'
import { refused, wholeOf } from './sim-values.ts'

export interface ServeCommand {
  readonly what: 'serve'
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** What the page shows first. */
  readonly simulation: EpidemicOptions
}

const HIGHEST_PORT = 65_535
const HOST = /^[\w.:-]{1,255}$/

export function readServeCommand(line: readonly string[]): ServeCommand {
  const words = readSimWords(line, 'serve')
  const [port, host = DEFAULT_SERVE_HOST] = [words.text('port'), words.text('host')]
  if (!HOST.test(host)) throw refused('host', host, 'a host name or address')
  return {
    what: 'serve',
    host,
    port: port === undefined ? DEFAULT_SERVE_PORT : wholeOf('port', port, 0, HIGHEST_PORT),
    simulation: {
      ...readEpidemicOptions(words),
      ...(words.isSet('seed') && { seed: seedsOf(words, 1).from }),
    },
  }
}
