import { errorMessage } from '../base/errors.ts'
import { serveFault } from '../simulator/serve/serve-options.ts'
import { serveSimulator, type SimulatorServer } from '../simulator/serve/serve-simulator.ts'
import { EXIT_FAILED, EXIT_OK } from './exit-status.ts'
import type { ServeCommand } from './sim-serve-options.ts'
import { onStopSignals } from './stop-signals.ts'
import { tell } from './terminal.ts'

/** `gamemesh sim serve`: the live page of the simulator and its API, until it is stopped. */
export async function simServe(command: ServeCommand): Promise<number> {
  const server = await started(command)
  if (!server) return EXIT_FAILED
  process.stdout.write(`The simulator is at ${server.url} (Ctrl-C ends it)\n`)
  await stopped()
  await server.close()
  return EXIT_OK
}

async function started({ host, port, simulation }: ServeCommand): Promise<SimulatorServer | undefined> {
  try {
    return await serveSimulator({ host, port, simulation, onFault: (error) => tell(errorMessage(error)) })
  } catch (error) {
    tell(serveFault(error, { host, port }))
    return undefined
  }
}

/** A second signal does not wait for what is still open. */
function stopped(): Promise<void> {
  return new Promise((resolve) => {
    onStopSignals(resolve, () => process.exit(EXIT_FAILED))
  })
}
