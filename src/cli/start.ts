import { type ReadEnvironment, isSet } from '../config/env.ts'
import type { UpOptions } from './command-line.ts'
import { EXIT_WRONG_INPUT } from './exit-status.ts'
import { SHELL_COMMAND } from './shell-command.ts'
import { serve } from './serve.ts'
import { tell } from './terminal.ts'
import { up } from './up.ts'

const DESCRIBE_ONE_SERVER = ['IS_MAIN', 'REGION', 'MAIN_SERVER_URL', 'CASSANDRA_HOSTS']

/** `gamemesh start`, which is `npm start`: the one server that the environment describes, else the three local ones. */
export async function start(read: ReadEnvironment, options: UpOptions): Promise<number> {
  const set = DESCRIBE_ONE_SERVER.filter((name) => isSet(read.environment, name))
  if (set.length === 0) return up(read, options, 'npm start --')
  const because = `${set.join(', ')} ${set.length === 1 ? 'is' : 'are'} set (environment or .env)`
  if (Object.keys(options).length > 0) {
    tell(
      `${because}, so there is one server to start: use PORT and DATA_DIR instead of options, or "${SHELL_COMMAND} up"`,
    )
    return EXIT_WRONG_INPUT
  }
  tell(`${because}: starting that one server ("${SHELL_COMMAND} up" starts three local ones)`)
  return serve(read)
}
