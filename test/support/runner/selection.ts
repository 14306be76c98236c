/**
 * Test files that talk to a real Cassandra: those under `test/` in a folder `cassandra` or called `cassandra.test.ts`,
 * and `*.cassandra.test.ts` anywhere. `test/unit` mirrors `src`, so these names there mean the code, which needs none.
 */
export function needsCassandra(file: string): boolean {
  const path = file.replaceAll('\\', '/')
  if (path.endsWith('.cassandra.test.ts')) return true
  const underTest = path.slice(path.lastIndexOf('/test/') + '/test'.length)
  return !underTest.startsWith('/unit/') && /\/cassandra(?:\/|\.test\.ts$)/.test(underTest)
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
