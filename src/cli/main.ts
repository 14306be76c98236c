import { assertNever } from '../base/assert.ts'
import { errorMessage } from '../base/errors.ts'
import { readEnvironment } from '../config/env.ts'
import { HELP, readCommandLine } from './command-line.ts'
import { writeConfigDocs } from './config-docs.ts'
import { EXIT_FAILED, EXIT_OK, EXIT_WRONG_INPUT } from './exit-status.ts'
import { followParent } from './follow-parent.ts'
import { rules } from './rules.ts'
import { serve } from './serve.ts'
import { SHELL_COMMAND } from './shell-command.ts'
import { start } from './start.ts'
import { tell } from './terminal.ts'
import { up } from './up.ts'
import { version } from '../server/version.ts'

/** By then everything is closed; only a handle that something forgot could still keep the process alive. */
const FORGOTTEN_HANDLE_GUARD_MS = 3000

async function run(words: readonly string[]): Promise<number> {
  const command = readCommandLine(words)
  switch (command.kind) {
    case 'help':
      process.stdout.write(HELP)
      return EXIT_OK
    case 'version':
      process.stdout.write(`${version()}\n`)
      return EXIT_OK
    case 'usage':
      tell(`${command.message}; "${SHELL_COMMAND} --help" lists the commands`)
      return EXIT_WRONG_INPUT
    case 'config-docs':
      return writeConfigDocs()
    case 'serve':
      return serve(readEnvironment())
    case 'up':
      return up(readEnvironment(), command.options)
    case 'rules':
      return rules(readEnvironment(), command.apply)
    case 'sim': {
      // The simulator is no part of a server.
      const { sim } = await import('./sim.ts')
      return sim(command.words)
    }
    case 'maelstrom': {
      const { maelstrom } = await import('./maelstrom.ts')
      return maelstrom(command.words)
    }
    case 'glomers': {
      const { glomers } = await import('./glomers.ts')
      return glomers(command.words)
    }
    case 'gossiper': {
      const { gossiper } = await import('./gossiper.ts')
      return gossiper(command.options)
    }
    case 'mesh': {
      // Nor is a node of the mesh.
      const { mesh } = await import('./mesh.ts')
      return mesh(command.words)
    }
    case 'start':
      return start(readEnvironment(), command.options)
    default:
      return assertNever(command)
  }
}

followParent()
process.exitCode = await run(process.argv.slice(2)).catch((error: unknown) => {
  tell(errorMessage(error))
  return EXIT_FAILED
})
setTimeout(() => process.exit(), FORGOTTEN_HANDLE_GUARD_MS).unref()
