import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { errorMessage } from '../base/errors.ts'
import type { ReadEnvironment } from '../config/env.ts'
import { loadServerConfig } from '../config/load-server-config.ts'
import { makeFolder } from '../storage/embedded/make-folder.ts'
import type { UpOptions } from './command-line.ts'
import { EXIT_FAILED, EXIT_WRONG_INPUT } from './exit-status.ts'
import { foreignContent } from './foreign-content.ts'
import { type LocalServers, localServers, portProblems, toldOfHost } from './local-servers.ts'
import { whyUnusable } from './port-check.ts'
import { reportProblems } from './report-problems.ts'
import { SHELL_COMMAND } from './shell-command.ts'
import { type Script, superviseServers } from './supervisor.ts'
import { tell } from './terminal.ts'
import { unusedVariables } from './unused-variables.ts'
import { welcome } from './welcome.ts'

/** `main.ts` beside this file; in the built package both end in `.js`. */
const ENTRY = fileURLToPath(new URL(`./main${import.meta.url.slice(-3)}`, import.meta.url))
const SERVE: Script = { path: ENTRY, words: ['serve'] }

/** `gamemesh up`: main, eu and us on this machine until Ctrl-C. `command` is how the person would call it again. */
export async function up(
  { environment, badLines }: ReadEnvironment,
  options: UpOptions,
  command = `${SHELL_COMMAND} up`,
): Promise<number> {
  const badPort = portProblems(environment, options)
  // With the default port instead of a bad one, so that what else is wrong is listed too.
  const local = localServers(badPort.length > 0 ? { ...environment, PORT: '' } : environment, options)
  const loaded = local.servers.map((server) => loadServerConfig(server.environment))
  const wrong = loaded.find((result) => !result.ok)
  if (wrong || badPort.length > 0 || badLines.length > 0) {
    reportProblems([...badPort, ...toldOfHost(wrong?.problems ?? [], local.host)], badLines)
    return EXIT_WRONG_INPUT
  }
  const obstacle = (await portObstacle(local, command)) ?? folderObstacle(local)
  if (obstacle !== undefined) {
    tell(obstacle)
    return EXIT_FAILED
  }
  const unused = unusedVariables(environment)
  if (unused !== undefined) tell(unused)
  const stopTimeoutsMs = loaded.map((result) => (result.ok ? result.config.shutdownTimeoutMs : 0))
  return superviseServers(local.servers, Math.max(...stopTimeoutsMs), logFolder(local), SERVE, () =>
    process.stdout.write(welcome(local, logFolder(local))),
  )
}

async function portObstacle({ host, servers }: LocalServers, command: string): Promise<string | undefined> {
  const obstacle = await whyUnusable(
    host,
    servers.map(({ port }) => port),
  )
  if (!obstacle) return undefined
  return obstacle.at === 'host'
    ? `${obstacle.reason}: set HOST to an address that it has, or leave HOST out for 127.0.0.1`
    : `${obstacle.reason}, or choose three other ports, e.g. 9080 to 9082: ${command} --port 9080`
}

function logFolder(local: LocalServers): string {
  return join(local.dataDir, 'logs')
}

function folderObstacle(local: LocalServers): string | undefined {
  const foreign = foreignContent(local.dataDir)
  if (foreign !== undefined) return foreign
  try {
    makeFolder(logFolder(local))
    return undefined
  } catch (error) {
    return `the data folder cannot be used: ${errorMessage(error)}; choose another with --data-dir`
  }
}
