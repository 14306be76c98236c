import type { Import } from './import-graph.ts'

/** The import direction: a file imports its own area or one of a lower rank. Longest prefix wins. */
const AREAS: ReadonlyArray<readonly [prefix: string, rank: number]> = [
  ['package.json', -1],
  ['src/base/', 0],
  ['src/gossip/', 1],
  ['src/players/', 2],
  ['src/sessions/', 3],
  ['src/regions/', 4],
  ['src/gossip/transport/', 5],
  ['src/control/', 5],
  ['src/gossiper/', 5],
  ['src/regions/io/', 5],
  ['src/storage/cassandra/', 5],
  ['src/storage/embedded/', 5],
  ['src/storage/memory/', 5],
  ['src/http/', 5],
  ['src/realtime/', 5],
  ['src/telemetry/', 5],
  ['src/client/', 5],
  ['src/config/', 5],
  ['src/gossip/sdk/', 5.5],
  ['src/server/', 6],
  ['src/simulator/', 7],
  ['src/maelstrom/', 7],
  ['src/cli/', 8],
  ['src/main.ts', 9],
]

/** What adapters may share although they do not import each other: the shapes of the HTTP interface. */
const SHARED_BY_ADAPTERS = 'src/http/schema/'

interface Area {
  readonly name: string
  readonly rank: number
}

export function areaOf(path: string): Area | undefined {
  const fitting = AREAS.filter(([prefix]) => path.startsWith(prefix))
  const [name, rank] = fitting.toSorted(([a], [b]) => b.length - a.length)[0] ?? []
  return name === undefined || rank === undefined ? undefined : { name, rank }
}

/** Adapters have one rank, so the rule "own area or lower" also keeps them from importing each other. */
export function directionFaults(imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, to, internal }) => {
    if (!internal) return []
    const fault = judge(from, to)
    return fault === undefined ? [] : [`${from} imports ${to}: ${fault}`]
  })
}

function judge(from: string, to: string): string | undefined {
  const source = areaOf(from)
  const target = areaOf(to)
  if (!source || !target) return `${source ? to : from} is in no area; list it in test/tidy/areas.ts`
  if (source.name === target.name || target.rank < source.rank) return undefined
  const adapters = source.rank === 5 && target.rank === 5
  if (adapters && to.startsWith(SHARED_BY_ADAPTERS)) return undefined
  if (adapters) return 'adapters do not import each other'
  return source.rank === target.rank
    ? 'these two stand side by side'
    : `${target.name} stands above ${source.name}`
}
