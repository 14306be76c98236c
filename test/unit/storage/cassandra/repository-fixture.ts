import { silentLogger } from '../../../../src/base/logger-port.ts'
import type { Deadline } from '../../../../src/base/deadline.ts'
import type { StartCommand } from '../../../../src/sessions/decide.ts'
import { DEFAULT_RULES, type SessionRules } from '../../../../src/sessions/rules.ts'
import {
  type RepositoryParts,
  SessionRepository,
} from '../../../../src/storage/cassandra/session-repository.ts'
import { manualRuntime } from '../../../support/manual-runtime.ts'
import { FakeTables } from './fake-tables.ts'

export const DEADLINE_MS = 5_000
/** When everything starts, unless told otherwise. */
export const BEGIN_MS = 1_000

/** One server on tables of its own in virtual time. */
export function repositoryOn(
  given: Partial<Omit<RepositoryParts, 'tables'>> = {},
  tables = new FakeTables(),
) {
  const { runtime, advance } = manualRuntime()
  const told = { expired: 0 }
  const repository = new SessionRepository({
    tables,
    rules: DEFAULT_RULES,
    runtime,
    events: { sessionExpired: () => (told.expired += 1) },
    log: silentLogger,
    ...given,
  })
  /** Plays virtual time until the call has been answered, at the latest at its deadline. */
  const played = async <T>(work: (deadline: Deadline) => Promise<T>) => {
    const call = work(runtime.deadline(DEADLINE_MS))
    const settled = call.then(
      (value) => ({ value, error: undefined }),
      (error: unknown) => ({ value: undefined, error }),
    )
    await advance(DEADLINE_MS + 1)
    return settled
  }
  const command = (sessionId: string, changed: Partial<StartCommand> = {}): StartCommand => ({
    sessionId,
    userId: 'ann',
    region: 'eu',
    nowMs: BEGIN_MS,
    idFrom: 'here',
    mayRepeat: false,
    ...changed,
  })
  return {
    tables,
    repository,
    runtime,
    advance,
    told,
    command,
    played,
    start: (sessionId: string, changed?: Partial<StartCommand>) =>
      played((deadline) => repository.start(command(sessionId, changed), deadline)),
    exit: (sessionId: string, nowMs: number) =>
      played((deadline) => repository.exit(sessionId, nowMs, deadline)),
    find: (sessionId: string, nowMs: number) =>
      played((deadline) => repository.find(sessionId, nowMs, deadline)),
    keepAlive: (sessionId: string, nowMs: number) =>
      played((deadline) => repository.keepAlive(sessionId, nowMs, deadline)),
    listOfUser: (nowMs: number) =>
      played((deadline) => repository.listOfUser({ userId: 'ann', nowMs, limit: 10 }, deadline)),
  }
}

export const rulesOf = (changed: Partial<SessionRules>): SessionRules => ({ ...DEFAULT_RULES, ...changed })
