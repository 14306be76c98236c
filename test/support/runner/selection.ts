/** What a test file needs of Cassandra: nothing, a keyspace, or nodes that it configures, starts and stops itself. */
export type CassandraNeed = 'none' | 'keyspace' | 'own-node' | 'own-cluster'

/** Where several nodes are needed, three are: one for each data centre. */
export const NODES_OF_OWN_CLUSTER = 3

/**
 * Test files that talk to a real Cassandra: those under `test/` in a folder `cassandra` or called `cassandra.test.ts`,
 * and `*.cassandra.test.ts` anywhere. Folders `own-node` and `own-cluster` below `cassandra` hold those that start their
 * own. `test/unit` mirrors `src`, so these names there mean the code, which needs none.
 */
export function needOf(file: string): CassandraNeed {
  const path = file.replaceAll('\\', '/')
  if (path.endsWith('.cassandra.test.ts')) return 'keyspace'
  const underTest = path.slice(path.lastIndexOf('/test/') + '/test'.length)
  if (underTest.startsWith('/unit/')) return 'none'
  if (underTest.includes('/cassandra/own-node/')) return 'own-node'
  if (underTest.includes('/cassandra/own-cluster/')) return 'own-cluster'
  return /\/cassandra(?:\/|\.test\.ts$)/.test(underTest) ? 'keyspace' : 'none'
}

export interface Turn {
  readonly turn: readonly string[]
  readonly options: readonly string[]
}

const ONE_AT_A_TIME = ['--maxWorkers=1']

/** In which order the files run: those that start nodes of their own come last, one at a time. */
export function turnsOf(files: readonly string[], args: readonly string[]): Turn[] {
  const last = files.filter((file) => ['own-node', 'own-cluster'].includes(needOf(file)))
  const first = files.filter((file) => !last.includes(file))
  // Coverage is counted over one run.
  if (args.includes('--coverage')) return [{ turn: files, options: [] }]
  const turns = [
    { turn: first, options: [] },
    { turn: last, options: ONE_AT_A_TIME },
  ]
  return turns.filter(({ turn }) => turn.length > 0)
}

/** Jest options that leave exactly these files out. They must be followed by another option, which ends their list. */
export function withoutFiles(files: readonly string[]): string[] {
  if (files.length === 0) return []
  return ['--testPathIgnorePatterns', '/node_modules/', ...files.map((file) => `^${literally(file)}$`)]
}

/** `RegExp.escape` is younger than the oldest Node that runs the tests. */
function literally(text: string): string {
  return text.replaceAll(/[^\w/-]/g, String.raw`\$&`)
}
