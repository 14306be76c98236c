import { assertNever } from '../base/assert.ts'
import { errorMessage } from '../base/errors.ts'
import { HELP, readCommandLine } from './command-line.ts'
import { EXIT_FAILED, EXIT_OK, EXIT_WRONG_INPUT } from './exit-status.ts'
import { followParent } from './follow-parent.ts'
import { SHELL_COMMAND } from './shell-command.ts'
import { tell } from './terminal.ts'
import { version } from '../server/version.ts'

/** By then everything is closed; only a handle that something forgot could still keep the process alive. */
const FORGOTTEN_HANDLE_GUARD_MS = 3000

async function environment() {
  const { readEnvironment } = await import('../config/env.ts')
  return readEnvironment()
}

/** Each command loads its own part alone: a bench starts dozens of nodes at once, and a server needs no simulator. */
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
    case 'config-docs': {
      const { writeConfigDocs } = await import('./config-docs.ts')
      return writeConfigDocs()
    }
    case 'serve': {
      const { serve } = await import('./serve.ts')
      return serve(await environment())
    }
    case 'up': {
      const { up } = await import('./up.ts')
      return up(await environment(), command.options)
    }
    case 'rules': {
      const { rules } = await import('./rules.ts')
      return rules(await environment(), command.apply)
    }
    case 'sim': {
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
      const { mesh } = await import('./mesh.ts')
      return mesh(command.words)
    }
    case 'start': {
      const { start } = await import('./start.ts')
      return start(await environment(), command.options)
    }
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
