import { assertNever } from '../base/assert.ts'
import { errorMessage } from '../base/errors.ts'
import { EXIT_OK, EXIT_WRONG_INPUT } from './exit-status.ts'
import { ReaderGoneError, writeAll } from './line-sink.ts'
import { SHELL_COMMAND } from './shell-command.ts'
import { readSimCommand, type SimCommand } from './sim-command.ts'
import { simHelp } from './sim-help.ts'
import { tell } from './terminal.ts'

/** `gamemesh sim`: gossip, the real engine or the whole backend in virtual time. */
export async function sim(words: readonly string[]): Promise<number> {
  const command = read(words)
  if (command === undefined) return EXIT_WRONG_INPUT
  try {
    return await run(command)
  } catch (error) {
    // Whoever reads only the beginning has seen enough.
    if (error instanceof ReaderGoneError) return EXIT_OK
    throw error
  }
}

function read(words: readonly string[]): SimCommand | undefined {
  try {
    return readSimCommand(words)
  } catch (error) {
    tell(`${errorMessage(error)}; "${SHELL_COMMAND} sim --help" lists the flags`)
    return undefined
  }
}

/** Each level brings much with it that the others do not need. */
async function run(command: SimCommand): Promise<number> {
  switch (command.what) {
    case 'help':
      writeAll(simHelp(command.level))
      return EXIT_OK
    case 'epidemic':
      return (await import('./sim-epidemic.ts')).simEpidemic(command)
    case 'cluster':
      return (await import('./sim-cluster.ts')).simCluster(command)
    case 'mesh':
      return (await import('./sim-mesh.ts')).simMesh(command)
    case 'fleet':
      return (await import('./sim-fleet.ts')).simFleet(command)
    case 'planted':
      return (await import('./sim-planted.ts')).simPlanted(command)
    case 'bench':
      return (await import('./sim-bench.ts')).simBench(command)
    case 'serve':
      return (await import('./sim-serve.ts')).simServe(command)
    default:
      return assertNever(command)
  }
}
