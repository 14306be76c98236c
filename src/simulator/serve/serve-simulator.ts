import { extname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEFAULT_OPTIONS, type EpidemicOptions } from '../epidemic/options.ts'
import { checkEpidemicOptions } from '../epidemic/settings.ts'
import { listen } from './listen.ts'
import { collectModules } from './page-modules.ts'
import { createSite } from './site.ts'

export interface ServeOptions {
  readonly host: string
  /** 0: any free one. */
  readonly port: number
  /** What the page and the API show unless a visitor asks for something else. */
  readonly simulation?: EpidemicOptions
  /** Told of what is nobody's mistake but the program's. */
  readonly onFault: (error: unknown) => void
  /** After so long an answer is given up. */
  readonly answerTimeoutMs?: number
}

export interface SimulatorServer {
  readonly url: string
  /** Gives up runs that are under way, lets answers finish, and cuts what is still open after a moment. */
  close(): Promise<void>
}

/** Enough to see something, few enough to follow. */
const START: EpidemicOptions = {
  seed: DEFAULT_OPTIONS.seed,
  nodes: 40,
  strategy: DEFAULT_OPTIONS.strategy,
  topology: DEFAULT_OPTIONS.topology,
  drop: DEFAULT_OPTIONS.drop,
  latency: { kind: 'uniform', fromMs: 5, toMs: 50 },
  origins: DEFAULT_OPTIONS.origins,
}

const ROOT = join(import.meta.dirname, '../..')
const ENTRY = fileURLToPath(new URL('../page/main.ts', import.meta.url))

/** The live page and its API. Rejects when the options are out of range or the address cannot be had. */
export async function serveSimulator(options: ServeOptions): Promise<SimulatorServer> {
  const { host, port, onFault, answerTimeoutMs } = options
  const simulation = { ...START, ...options.simulation }
  checkEpidemicOptions(simulation)
  const entry = entryPath()
  const modules = await collectModules(ROOT, entry)
  const server = await listen({
    host,
    port,
    answer: createSite({ simulation, modules, entry }),
    onFault,
    ...(answerTimeoutMs !== undefined && { answerTimeoutMs }),
  })
  const shownHost = host.includes(':') ? `[${host}]` : host
  return { url: `http://${shownHost}:${server.port}/`, close: () => server.close() }
}

/** Below `src`, or, when this module has been built, below `dist`, where the modules are built ones too. */
function entryPath(): string {
  const source = relative(ROOT, ENTRY).replaceAll(sep, '/')
  return source.replace(/\.ts$/, extname(import.meta.filename))
}
