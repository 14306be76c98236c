import { silentLogger } from '../../src/base/logger-port.ts'
import { systemRuntime } from '../../src/server/system-runtime.ts'
import type { SessionPolicy } from '../../src/sessions/rules.ts'
import type { SessionStore } from '../../src/sessions/ports.ts'

export type StoreOrder =
  | { readonly kind: 'embedded'; readonly dataDir: string }
  | { readonly kind: 'cassandra'; readonly hosts: readonly string[]; readonly keyspace: string }

export interface FillOrder {
  readonly store: StoreOrder
  readonly policy: SessionPolicy
  readonly sessions: number
  /** All sessions of a user but the last are ended; else all stay active, which only `allow` lets happen. */
  readonly ended: boolean
}

/** Some of what was stored, to ask about. */
export interface Sample {
  readonly sessionIds: readonly string[]
  readonly userIds: readonly string[]
}

export const REGION = 'eu'
export const SESSIONS_OF_A_USER = 10
const SAMPLE = 2_000
const AT_ONCE = 512
const DEADLINE_MS = 60_000

const runtime = systemRuntime()
const noEvents = { sessionExpired: () => {} }

export async function fill(order: FillOrder): Promise<Sample> {
  const store = await open(order)
  const users = Math.ceil(order.sessions / SESSIONS_OF_A_USER)
  const everySo = Math.max(1, Math.floor(users / SAMPLE))
  const sample = { sessionIds: [] as string[], userIds: [] as string[] }
  let next = 0
  const work = async () => {
    for (let user = next++; user < users; user = next++) {
      const sessionId = await fillUser(store, `user-${user}`, order.ended)
      if (user % everySo !== 0) continue
      sample.userIds.push(`user-${user}`)
      sample.sessionIds.push(sessionId)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  await store.close()
  return sample
}

async function open({ store, policy }: FillOrder): Promise<SessionStore> {
  const rules = { policy, ttlMs: 0 }
  if (store.kind === 'embedded') {
    const { openEmbeddedSessionStore } = await import('../../src/storage/embedded/embedded-session-store.ts')
    return openEmbeddedSessionStore({ dataDir: store.dataDir, rules }, runtime, noEvents, silentLogger)
  }
  const { openCassandraSessionStore } = await import('../../src/storage/cassandra/open-session-store.ts')
  const { hosts, keyspace } = store
  const levels = { consistency: 'QUORUM', serialConsistency: 'SERIAL' } as const
  const options = { contactPoints: hosts, keyspace, rules, timeoutMs: DEADLINE_MS, ...levels }
  return openCassandraSessionStore(options, runtime, noEvents, silentLogger)
}

/** The id of the user's last session, which stays active. */
async function fillUser(store: SessionStore, userId: string, ended: boolean): Promise<string> {
  for (let count = 1; ; count++) {
    const deadline = runtime.deadline(DEADLINE_MS)
    const sessionId = runtime.newId()
    const nowMs = runtime.wallNowMs()
    const command = { userId, sessionId, region: REGION, nowMs, idFrom: 'here', mayRepeat: false } as const
    await store.start(command, deadline)
    if (ended && count < SESSIONS_OF_A_USER) await store.exit(sessionId, runtime.wallNowMs(), deadline)
    deadline.dispose()
    if (count === SESSIONS_OF_A_USER) return sessionId
  }
}
