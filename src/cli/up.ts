import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { errorMessage } from '../base/errors.ts'
import type { Environment } from '../config/env.ts'
import { loadServerConfig } from '../config/load-server-config.ts'
import { makeFolder } from '../storage/embedded/make-folder.ts'
import type { UpOptions } from './command-line.ts'
import { EXIT_FAILED, EXIT_WRONG_INPUT } from './exit-status.ts'
import { type LocalServers, localServers } from './local-servers.ts'
import { whyUnusable } from './port-check.ts'
import { reportProblems } from './report-problems.ts'
import { type Script, superviseServers } from './supervisor.ts'
import { tell } from './terminal.ts'
import { welcome } from './welcome.ts'

/** `main.ts` beside this file; in the built package both end in `.js`. */
const ENTRY = fileURLToPath(new URL(`./main${import.meta.url.slice(-3)}`, import.meta.url))
const SERVE: Script = { path: ENTRY, words: ['serve'] }

/** `gamemesh up`: main, eu and us on this machine until Ctrl-C. `command` is how the person would call it again. */
export async function up(
  environment: Environment,
  options: UpOptions,
  command = 'gamemesh up',
): Promise<number> {
  const local = localServers(environment, options)
  const loaded = local.servers.map((server) => loadServerConfig(server.environment))
  const wrong = loaded.find((result) => !result.ok)
  if (wrong) {
    reportProblems(wrong.problems)
    return EXIT_WRONG_INPUT
  }
  const obstacle = (await portObstacle(local, command)) ?? folderObstacle(local)
  if (obstacle !== undefined) {
    tell(obstacle)
    return EXIT_FAILED
  }
  const stopTimeoutsMs = loaded.map((result) => (result.ok ? result.config.shutdownTimeoutMs : 0))
  return superviseServers(local.servers, Math.max(...stopTimeoutsMs), logFolder(local), SERVE, () =>
    process.stdout.write(welcome(local, logFolder(local))),
  )
}

async function portObstacle({ host, servers }: LocalServers, command: string): Promise<string | undefined> {
  const reason = await whyUnusable(
    host,
    servers.map(({ port }) => port),
  )
  return reason && `${reason}, or choose three other ports, e.g. 9080 to 9082: ${command} --port 9080`
}

function logFolder(local: LocalServers): string {
  return join(local.dataDir, 'logs')
}

function folderObstacle(local: LocalServers): string | undefined {
  try {
    makeFolder(logFolder(local))
    return undefined
  } catch (error) {
    return `the data folder cannot be used: ${errorMessage(error)}; choose another with --data-dir`
  }
}
