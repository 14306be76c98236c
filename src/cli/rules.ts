import { systemRuntime } from '../server/system-runtime.ts'
import { errorMessage } from '../base/errors.ts'
import { silentLogger } from '../base/logger-port.ts'
import type { ReadEnvironment } from '../config/env.ts'
import { loadServerConfig } from '../config/load-server-config.ts'
import type { Secrets, ServerConfig } from '../config/server-config.ts'
import { describeRules, sameRules, type SessionRules } from '../sessions/rules.ts'
import { EXIT_FAILED, EXIT_OK, EXIT_WRONG_INPUT } from './exit-status.ts'
import { reportProblems } from './report-problems.ts'
import { tell } from './terminal.ts'

/** `gamemesh rules`: shows by which rules the store keeps sessions; with `--apply` it makes them what the environment says. */
export async function rules({ environment, badLines }: ReadEnvironment, apply: boolean): Promise<number> {
  const loaded = loadServerConfig(environment)
  if (!loaded.ok || badLines.length > 0) {
    reportProblems(loaded.ok ? [] : loaded.problems, badLines)
    return EXIT_WRONG_INPUT
  }
  const { config, secrets } = loaded
  try {
    const { before, now } = await storedRules(config, secrets, apply ? config.rules : {})
    process.stdout.write(report(before, now, config.rules, apply))
    return EXIT_OK
  } catch (error) {
    tell(errorMessage(error))
    return EXIT_FAILED
  }
}

async function storedRules(config: ServerConfig, secrets: Secrets, change: Partial<SessionRules>) {
  const { storage } = config
  if (storage.kind === 'embedded') {
    const { folderRules } = await import('../storage/embedded/data-folder.ts')
    return folderRules(storage.dataDir, change, silentLogger)
  }
  const { cassandraRules } = await import('../storage/cassandra/rules.ts')
  const { cassandraPassword: password } = secrets
  const options = { ...storage, rules: config.rules, ...(password !== undefined && { password }) }
  return cassandraRules(options, change, systemRuntime(), silentLogger)
}

function report(
  before: SessionRules | undefined,
  now: SessionRules,
  wanted: SessionRules,
  apply: boolean,
): string {
  const lines = [`the store keeps sessions by ${describeRules(now)}`]
  if (apply && before && !sameRules(before, now)) {
    lines.push(`it kept them by ${describeRules(before)}; servers that still run by that must be restarted`)
  }
  if (!sameRules(now, wanted)) {
    lines.push(
      `this environment says ${describeRules(wanted)}: stop all servers of the store, run this again with --apply, start them`,
    )
  }
  return `${lines.join('\n')}\n`
}
