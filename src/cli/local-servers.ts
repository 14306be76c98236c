import { resolve } from 'node:path'
import { errorMessage } from '../base/errors.ts'
import { type Environment, isSet } from '../config/env.ts'
import { whole } from '../config/parsers.ts'
import { quoted } from '../config/quoted.ts'
import type { Problem } from '../config/read-values.ts'

/** One of the servers that `gamemesh up` runs. */
export interface LocalServer {
  readonly name: string
  readonly port: number
  /** Under which this machine reaches it. */
  readonly url: string
  /** All that its process is told. */
  readonly environment: Environment
}

export interface LocalServers {
  /** In the order in which they start: main first. */
  readonly servers: readonly LocalServer[]
  readonly host: string
  readonly dataDir: string
}

const MAIN = 'main'
const REGIONS = ['eu', 'us'] as const
const DEFAULT_PORT = 8080
export const HIGHEST_FIRST_PORT = 65_535 - REGIONS.length

/** Only this machine: nobody has secured a demonstration against a network. */
const DEFAULT_HOST = '127.0.0.1'
/** Short, so that a server that came back is known again at once. */
const REGISTER_INTERVAL_SECONDS = '2'

/**
 * Variables that describe a server other than these three. They are passed on as blank and not left out: a child reads
 * `.env` too, and there only a variable that is set wins over the file.
 */
const NOT_PASSED_ON = ['MAIN_SERVER_URL', 'INSTANCE_ID', 'REGION_CAPACITY', 'WATCH_REPORT_DEPENDENCIES']

export interface Choices {
  readonly port?: number
  readonly dataDir?: string
}

/** Main, eu and us on this machine: what was chosen on the command line, then the environment, then the defaults. */
export function localServers(environment: Environment, choices: Choices): LocalServers {
  const host = valueOr(environment, 'HOST', DEFAULT_HOST)
  const firstPort = choices.port ?? Number(valueOr(environment, 'PORT', String(DEFAULT_PORT)))
  const dataDir = resolve(choices.dataDir ?? valueOr(environment, 'DATA_DIR', './data'))
  const common: Environment = {
    ...environment,
    ...Object.fromEntries(NOT_PASSED_ON.map((name) => [name, ''])),
    REGISTER_INTERVAL_SECONDS: valueOr(environment, 'REGISTER_INTERVAL_SECONDS', REGISTER_INTERVAL_SECONDS),
    HOST: host,
    STORAGE: 'embedded',
    DATA_DIR: dataDir,
  }
  const mainUrl = urlOf(host, firstPort)
  const servers = [MAIN, ...REGIONS].map((name, index) => {
    const port = firstPort + index
    const url = urlOf(host, port)
    const role: Environment =
      name === MAIN ? { IS_MAIN: 'true' } : { IS_MAIN: 'false', MAIN_SERVER_URL: mainUrl }
    return {
      name,
      port,
      url,
      environment: { ...common, ...role, REGION: name, PORT: String(port), PUBLIC_URL: url },
    }
  })
  return { servers, host, dataDir }
}

const firstPortOf = whole(1, HIGHEST_FIRST_PORT)

/** What is wrong with PORT, if the first port comes from there: unlike one server, three cannot have "any free one". */
export function portProblems(environment: Environment, { port }: Choices): Problem[] {
  if (port !== undefined || !isSet(environment, 'PORT')) return []
  try {
    firstPortOf(valueOr(environment, 'PORT', ''))
    return []
  } catch (error) {
    const three = 'main gets it; eu and us get the two ports after it'
    return [{ variable: 'PORT', message: `${errorMessage(error)} (${three})` }]
  }
}

/** PUBLIC_URL is made from HOST here: nobody wrote it, so what is wrong with it is told of HOST. */
export function toldOfHost(problems: readonly Problem[], host: string): Problem[] {
  const others = problems.filter(({ variable }) => variable !== 'PUBLIC_URL')
  if (others.length === problems.length || others.some(({ variable }) => variable === 'HOST')) return others
  return [{ variable: 'HOST', message: `${quoted(host)} cannot be part of a server's address` }, ...others]
}

function valueOr(environment: Environment, name: string, otherwise: string): string {
  return isSet(environment, name) ? (environment[name] ?? '').trim() : otherwise
}

/** A server that listens on every address is reached on the loopback one. */
function urlOf(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}
