import { join } from 'node:path'
import { errorMessage } from '../base/errors.ts'
import { EXIT_FAILED, EXIT_OK } from './exit-status.ts'
import { KeptServer } from './kept-server.ts'
import type { LocalServer } from './local-servers.ts'
import { LogFile } from './log-file.ts'
import { readableLine } from './readable-line.ts'
import { type ServerOutput, launchServer } from './server-process.ts'
import { onStopSignals } from './stop-signals.ts'
import { showServerLine, tell } from './terminal.ts'

/** Beyond a server's bound for its requests: it closes its store and its connections too before it may be killed. */
const STOP_MARGIN_MS = 8000

/** What each server process runs. */
export interface Script {
  readonly path: string
  readonly words: readonly string[]
}

/**
 * Runs the servers until a stop signal, each started again when it ends by itself; then stops them, the last started
 * first. The first server serves before the others start, so that their first registration finds it.
 */
export async function superviseServers(
  servers: readonly LocalServer[],
  shutdownTimeoutMs: number,
  logFolder: string,
  script: Script,
  whenReady: () => void,
): Promise<number> {
  // With the port, because others may run on the same data folder: two writers would turn over each other's files.
  const logs = servers.map(({ name, port }) => new LogFile(join(logFolder, `${name}-${port}.log`)))
  const kept = servers.map(({ name, url, environment }, index) => {
    const output = outputOf(name, logs[index])
    return new KeptServer({
      name,
      url,
      stopTimeoutMs: shutdownTimeoutMs + STOP_MARGIN_MS,
      launch: () => launchServer(script.path, script.words, environment, output),
      tell,
    })
  })
  const stopped = Promise.withResolvers<void>()
  const stop = new AbortController()
  const stopListening = onStopSignals(
    () => {
      tell('stopping; Ctrl-C again stops at once')
      stop.abort()
      stopped.resolve()
    },
    () => kept.forEach((server) => server.kill()),
  )
  const failure = await Promise.race([startInOrder(kept), stopped.promise])
  if (failure === undefined && !stop.signal.aborted) {
    whenReady()
    await stopped.promise
  }
  if (failure !== undefined) tell(failure)
  for (const server of kept.toReversed()) await server.stop()
  tell('stopped')
  stopListening()
  for (const log of logs) log.close()
  return failure === undefined ? EXIT_OK : EXIT_FAILED
}

/** Why a server did not start, or nothing. */
async function startInOrder([first, ...others]: readonly KeptServer[]): Promise<string | undefined> {
  try {
    await first?.start()
    await Promise.all(others.map((server) => server.start()))
    return undefined
  } catch (error) {
    return errorMessage(error)
  }
}

function outputOf(name: string, log: LogFile | undefined): ServerOutput {
  return {
    line(line) {
      log?.write(`${line}\n`)
      const readable = readableLine(line)
      if (readable) showServerLine(name, readable.level, readable.text)
    },
  }
}
