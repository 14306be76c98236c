import { importsOf } from './import-graph.ts'
import type { Sources } from './project-files.ts'
import { readSource } from './source-text.ts'

/**
 * What a simulation runs. These files take time, chance, ids and the network only from `Runtime` and other ports;
 * otherwise one seed would not give one trace.
 */
const PURE: readonly RegExp[] = [
  /^src\/(base|gossip|players|sessions|regions|http)\//,
  /^src\/storage\/memory\//,
  /^src\/simulator\//,
  /^src\/maelstrom\/(protocol|workloads)\//,
]

/** The edges of those folders, where the real world comes in. */
const EDGES: readonly RegExp[] = [
  /^src\/gossip\/(transport|sdk)\//,
  /^src\/regions\/io\/undici-region-client\.ts$/,
  /^src\/http\/(express-adapter|listen)\.ts$/,
  /^src\/http\/docs[\w-]*\.ts$/,
  /^src\/simulator\/serve\//,
]

const DRIVER = 'cassandra-driver'

/** The Cassandra store is pure wherever it does not touch the driver: its decisions are simulated too. */
export function mustBePure(path: string, text: string): boolean {
  if (path.startsWith('src/storage/cassandra/')) return importsOf(path, text).every(({ to }) => to !== DRIVER)
  return PURE.some((area) => area.test(path)) && !EDGES.some((edge) => edge.test(path))
}

/** A name of the global scope: bare, or as a member of the global object; never somebody else's method. */
function globalName(name: string, end = String.raw`\b`): RegExp {
  return new RegExp(String.raw`(?<![.\w$])(?:(?:globalThis|global|self)\s*\??\.\s*)?${name}${end}`)
}

const FORBIDDEN_CODE: ReadonlyArray<readonly [what: string, pattern: RegExp]> = [
  ['Date.now', globalName(String.raw`Date\s*\??\.\s*now`)],
  ['new Date() without argument', /\bnew\s+Date\s*(?:\(\s*\)|(?=[^\s(\w])|$)/],
  ['Date() as a function', /(?<![.\w$]|\bnew\s+)Date\s*\(/],
  ['Temporal.Now', globalName(String.raw`Temporal\s*\.\s*Now`)],
  ['performance', globalName('performance')],
  ['Math.random', globalName(String.raw`Math\s*\.\s*random`)],
  ['crypto', globalName('crypto')],
  ['a random UUID', /(?<![.\w$])v[1467]\s*\(\s*\)/],
  ['setTimeout', globalName('setTimeout')],
  ['setInterval', globalName('setInterval')],
  ['setImmediate', globalName('setImmediate')],
  ['AbortSignal.timeout', globalName(String.raw`AbortSignal\s*\.\s*timeout`)],
  ['queueMicrotask', globalName('queueMicrotask')],
  ['process', globalName(String.raw`process\s*\??\.`, '')],
  ['fetch', globalName(String.raw`fetch\s*\(`, '')],
  ['WebSocket', globalName('WebSocket')],
]

/** Hashing is the same everywhere; everything else that `node:crypto` offers draws at random or may. */
const HARMLESS_CRYPTO = /^\s*(?:type\s*)?\{\s*(?:type\s+)?(?:createHash|hash)?\s*,?\s*\}\s*$/

/** The one turn of the event loop by which the simulator lets promises settle. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  'src/simulator/world/drain-microtasks.ts': ['setImmediate'],
}

const FORBIDDEN_MODULES =
  /^(?:undici|express|cassandra-driver|lmdb|node:(?:timers|perf_hooks|process|http|https|http2|net|tls|dgram|dns|fs|child_process|worker_threads|cluster|os)(?:\/.*)?)$/

export function purityFaults(sources: Sources): string[] {
  return [...sources].flatMap(([path, text]) => (mustBePure(path, text) ? faultsIn(path, text) : []))
}

function faultsIn(path: string, text: string): string[] {
  const { code } = readSource(text)
  const names = FORBIDDEN_CODE.filter(([, pattern]) => pattern.test(code)).map(([what]) => what)
  const modules = importsOf(path, text)
    .filter(({ to, clause }) =>
      to === 'node:crypto' ? !HARMLESS_CRYPTO.test(clause) : FORBIDDEN_MODULES.test(to),
    )
    .map(({ to }) => to)
  const excepted = EXCEPTIONS[path] ?? []
  return [...names, ...modules]
    .filter((what) => !excepted.includes(what))
    .map((what) => `${path} uses ${what}`)
}

/** The environment is read in one file: everything else gets typed configuration. */
export function environmentFaults(sources: Sources, allowed: string): string[] {
  return [...sources]
    .filter(([path, text]) => path !== allowed && readsEnvironment(path, text))
    .map(([path]) => `${path} reads process.env; only ${allowed} may`)
}

function readsEnvironment(path: string, text: string): boolean {
  if (/\bprocess\s*\??\.\s*env\b/.test(readSource(text).code)) return true
  return importsOf(path, text).some(({ to }) => to === 'node:process' || to === 'process')
}
