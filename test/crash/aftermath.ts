import type { Client } from './client.ts'
import type { Call, Found, ShownSession } from './history.ts'
import { SERVER_NAMES, type ServerName } from './server-names.ts'

const READERS = 12
/** A server that is back may refuse a call for a moment: its neighbours' breakers rest, its node is just back. */
const ATTEMPTS = 100
const PAUSE_MS = 100

/**
 * What clients do when all servers are back: whoever got no answer asks again, with the same key, here and there. These
 * are calls like any others, so the checker sees whether they tell one truth.
 */
export async function settle(client: Client, calls: readonly Call[]): Promise<void> {
  await inTurns(retriesOf(calls), async (retry) => {
    for (const server of SERVER_NAMES) await untilAnswered(() => retry(client, server))
  })
}

type Retry = (client: Client, server: ServerName) => Promise<{ readonly kind: string }>

/** One for each key and each ended session; those of one user one after another, so that each can be judged. */
function retriesOf(calls: readonly Call[]): Retry[] {
  const byUser = Map.groupBy(calls, ({ userId }) => userId)
  return [...byUser].map(([userId, ofUser]) => {
    const keys = new Set(ofUser.flatMap((call) => (call.kind === 'start' && call.key ? [call.key] : [])))
    const exits = new Set(ofUser.flatMap((call) => (call.kind === 'exit' ? [call.sessionId] : [])))
    return async (client, server) => {
      let last: { readonly kind: string } = { kind: 'answered' }
      for (const key of keys) last = await untilAnswered(() => client.start(server, { userId, key }))
      for (const sessionId of exits) last = await untilAnswered(() => client.exit(server, userId, sessionId))
      return last
    }
  })
}

async function untilAnswered<T extends { readonly kind: string }>(ask: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    const outcome = await ask()
    if (outcome.kind !== 'unanswered') return outcome
    if (attempts === ATTEMPTS)
      throw new Error(`no answer in ${ATTEMPTS} attempts though all servers are back`)
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}

/** Reads everything that the users have, and by their ids the sessions that these calls have shown. */
export async function look(client: Client, users: readonly string[], calls: readonly Call[]): Promise<Found> {
  const listed = new Map<string, ShownSession[]>()
  const lookedUp = new Map<string, ShownSession | undefined>()
  const ids = new Set(
    calls.flatMap(({ outcome }) =>
      outcome.kind === 'answered' && 'session' in outcome ? [outcome.session.sessionId] : [],
    ),
  )
  await inTurns(users, async (user, server) => void listed.set(user, await client.list(server, user)))
  await inTurns([...ids], async (id, server) => void lookedUp.set(id, await client.lookUp(server, id)))
  return { listed, lookedUp }
}

/** A few at a time, the servers in turn. */
async function inTurns<T>(
  items: readonly T[],
  work: (item: T, server: ServerName) => Promise<void>,
): Promise<void> {
  const waiting = items.entries()
  await Promise.all(
    Array.from({ length: READERS }, async () => {
      for (const [index, item] of waiting)
        await work(item, SERVER_NAMES[index % SERVER_NAMES.length] ?? 'main')
    }),
  )
}
