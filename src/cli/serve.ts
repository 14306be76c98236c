import { errorMessage } from '../base/errors.ts'
import type { ReadEnvironment } from '../config/env.ts'
import { loadServerConfig } from '../config/load-server-config.ts'
import { unreadableFiles } from '../config/unreadable-files.ts'
import { EXIT_FAILED, EXIT_WRONG_INPUT } from './exit-status.ts'
import { reportProblems } from './report-problems.ts'
import { tell } from './terminal.ts'

/** `gamemesh serve`: runs the server that the environment describes until it is stopped. */
export async function serve({ environment, badLines }: ReadEnvironment): Promise<number> {
  const loaded = loadServerConfig(environment)
  const unreadable = unreadableFiles(environment)
  if (!loaded.ok || unreadable.length > 0 || badLines.length > 0) {
    reportProblems([...(loaded.ok ? [] : loaded.problems), ...unreadable], badLines)
    return EXIT_WRONG_INPUT
  }
  // Only now: a wrong configuration is told before the drivers and the web framework are read from disk.
  const { runServer } = await import('../server/run-server.ts')
  try {
    return await runServer(loaded.config, loaded.secrets)
  } catch (error) {
    tell(errorMessage(error))
    return EXIT_FAILED
  }
}
