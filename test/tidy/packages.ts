import type { Import } from './import-graph.ts'

/**
 * Where each package may be imported: one place, so that replacing it is one change. A type-only import counts.
 * Packages that are not named here may be imported nowhere.
 */
const PLACES: Readonly<Record<string, RegExp>> = {
  express: /^src\/http\/(express-adapter|listen|docs[\w-]*)\.ts$/,
  'swagger-ui-dist': /^src\/http\/docs[\w-]*\.ts$/,
  'cassandra-driver': /^src\/storage\/cassandra\//,
  lmdb: /^src\/storage\/embedded\//,
  undici: /^src\/regions\/io\/undici-region-client\.ts$/,
  pino: /^src\/telemetry\//,
  'prom-client': /^src\/telemetry\//,
  envalid: /^src\/config\//,
  uuid: /^src\/(sessions|server|simulator)\//,
  zod: /^src\/http\//,
  'zod-openapi': /^src\/http\//,
}

/** Adapters and roots may use Node; the domain and what a simulation runs gets everything through ports. */
const NODE_MODULES =
  /^src\/(regions\/io|gossip\/(transport|sdk)|gossiper|control|storage\/(cassandra|embedded)|http|realtime|telemetry|client|config|server|simulator|maelstrom|cli)\/|^src\/main\.ts$/

/** The versions of uuid that draw at random or read the clock. The simulator hands them its own random bytes. */
const RANDOM_UUID = /\b(v1|v4|v6|v7)\b|\*/
const MAY_DRAW_UUIDS = /^src\/(server|simulator)\//

export function packageFaults(imports: readonly Import[]): string[] {
  return imports.flatMap((entry) => {
    const fault = entry.internal ? undefined : judge(entry)
    return fault === undefined ? [] : [`${entry.from} imports ${entry.to}: ${fault}`]
  })
}

function judge({ from, to, clause }: Import): string | undefined {
  if (to.startsWith('node:')) return NODE_MODULES.test(from) ? undefined : 'no Node modules here'
  const place = PLACES[to]
  if (!place) return 'no place is listed for this package in test/tidy/packages.ts'
  if (!place.test(from)) return `it may be imported only in ${place.source}`
  if (to === 'uuid' && RANDOM_UUID.test(clause) && !MAY_DRAW_UUIDS.test(from)) {
    return 'ids are drawn through the Runtime port'
  }
  return undefined
}
