import { execFile } from 'node:child_process'
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { WayClosedError, reasonOf } from '../cluster.ts'
import { CASSANDRA_VERSION } from '../settings.ts'
import { withLock } from './lock.ts'

const run = promisify(execFile)

const ROOT = join(import.meta.dirname, '../../../..')
const CACHE = join(ROOT, 'node_modules/.cache/gamemesh', `cassandra-${CASSANDRA_VERSION}`)
const COPY_GOAL = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies'
const DOWNLOAD_TIMEOUT_MS = 600_000

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>gamemesh.test</groupId>
  <artifactId>cassandra-for-tests</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.cassandra</groupId>
      <artifactId>cassandra-all</artifactId>
      <version>${CASSANDRA_VERSION}</version>
    </dependency>
  </dependencies>
</project>
`

/** The folder of Cassandra's jars. It appears under its name only when complete, so an aborted download never counts. */
export async function cassandraJars(javaHome: string, signal?: AbortSignal): Promise<string> {
  if (await exists(CACHE)) return CACHE
  await mkdir(dirname(CACHE), { recursive: true })
  await withLock(`${CACHE}.lock`, signal, async () => {
    if (!(await exists(CACHE))) await download(javaHome, signal)
  })
  return CACHE
}

async function download(javaHome: string, signal: AbortSignal | undefined): Promise<void> {
  const work = `${CACHE}.download`
  await rm(work, { recursive: true, force: true })
  await mkdir(work)
  try {
    await writeFile(join(work, 'pom.xml'), POM)
    const args = ['-B', '-q', '-ntp', COPY_GOAL, '-DincludeScope=runtime', '-DoutputDirectory=jars']
    await maven(args, work, javaHome, signal)
    await access(join(work, 'jars', `cassandra-all-${CASSANDRA_VERSION}.jar`))
    await rename(join(work, 'jars'), CACHE)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function maven(args: string[], cwd: string, javaHome: string, signal?: AbortSignal): Promise<void> {
  const env = { ...process.env, JAVA_HOME: javaHome }
  try {
    await run('mvn', args, { cwd, env, timeout: DOWNLOAD_TIMEOUT_MS, ...(signal && { signal }) })
  } catch (error) {
    if (isMissing(error)) throw new WayClosedError('no Maven: "mvn" is not on PATH', { cause: error })
    throw new WayClosedError(`Maven could not fetch Cassandra ${CASSANDRA_VERSION}: ${tellingLine(error)}`, {
      cause: error,
    })
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}

/** Maven writes its reason to standard output, first line first, many lines of advice after it. */
function tellingLine(error: unknown): string {
  const output = error instanceof Error && 'stdout' in error ? String(error.stdout) : ''
  return output.split('\n').find((line) => line.startsWith('[ERROR]')) ?? reasonOf(error)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
