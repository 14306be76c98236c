import { type Environment, isSet } from '../config/env.ts'
import type { UpOptions } from './command-line.ts'
import { EXIT_WRONG_INPUT } from './exit-status.ts'
import { serve } from './serve.ts'
import { tell } from './terminal.ts'
import { up } from './up.ts'

const DESCRIBE_ONE_SERVER = ['IS_MAIN', 'REGION', 'MAIN_SERVER_URL', 'CASSANDRA_HOSTS']

/** `gamemesh start`, which is `npm start`: the one server that the environment describes, else the three local ones. */
export async function start(environment: Environment, options: UpOptions): Promise<number> {
  const set = DESCRIBE_ONE_SERVER.filter((name) => isSet(environment, name))
  if (set.length === 0) return up(environment, options, 'npm start --')
  const because = `${set.join(', ')} ${set.length === 1 ? 'is' : 'are'} set (environment or .env)`
  if (Object.keys(options).length > 0) {
    tell(
      `${because}, so there is one server to start: use PORT and DATA_DIR instead of options, or "gamemesh up"`,
    )
    return EXIT_WRONG_INPUT
  }
  tell(`${because}: starting that one server ("gamemesh up" starts three local ones)`)
  return serve(environment)
}
