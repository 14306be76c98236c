import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { WayClosedError } from '../cluster.ts'

const run = promisify(execFile)

/** Cassandra 5.0 runs on 11 and 17 and refuses what is newer. */
const WANTED = '17'
const INSTALL_FOLDERS = ['/usr/lib/jvm', '/Library/Java/JavaVirtualMachines', '/opt/java']

/** The home of a Java 17: `JAVA_HOME` if it is one, else the usual folders, else the `java` on PATH. */
export async function findJava17(): Promise<string> {
  const seen: string[] = []
  for (const command of await candidates()) {
    const found = await inspect(command)
    if (found?.version === WANTED) return found.home
    if (found) seen.push(`${command} is ${found.version}`)
  }
  throw new WayClosedError(`no Java ${WANTED} found (${seen.join(', ') || 'no java at all'})`)
}

async function candidates(): Promise<string[]> {
  const homes: string[] = []
  if (process.env.JAVA_HOME) homes.push(process.env.JAVA_HOME)
  for (const folder of INSTALL_FOLDERS) {
    const names = await readdir(folder).catch(() => [])
    const fitting = names.filter((name) => name.includes(WANTED)).sort()
    for (const name of fitting) homes.push(join(folder, name), join(folder, name, 'Contents', 'Home'))
  }
  return [...homes.map((home) => join(home, 'bin', 'java')), 'java']
}

async function inspect(command: string): Promise<{ version: string; home: string } | undefined> {
  try {
    const { stderr } = await run(command, ['-XshowSettings:properties', '-version'])
    const version = /java\.specification\.version = (\S+)/.exec(stderr)?.[1]
    const home = /java\.home = (.+)/.exec(stderr)?.[1]
    return version && home ? { version, home: home.trim() } : undefined
  } catch {
    return undefined
  }
}
