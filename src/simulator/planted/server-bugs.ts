import { ActiveSessionExistsError } from '../../sessions/errors.ts'
import type { IncomingAnswer } from '../../regions/ports.ts'
import type { ActiveSession } from '../../sessions/session.ts'
import { changed } from './changed.ts'
import type { PlantedBug } from './planted-bug.ts'

/** Bugs in the servers: what they answer, what they pass on, what they think of the time. */
export const SERVER_BUGS: readonly PlantedBug[] = [
  {
    name: 'each exit answers its own time',
    plant: () => ({
      store: (store) =>
        changed(store, {
          exit: async (sessionId, nowMs, deadline) => {
            const result = await store.exit(sessionId, nowMs, deadline)
            return result && { ...result, session: { ...result.session, exitedAtMs: nowMs } }
          },
        }),
    }),
  },
  {
    name: 'a retry makes another session',
    plant: () => ({
      store: (store, { runtime }) =>
        changed(store, {
          start: (command, deadline) =>
            store.start({ ...command, sessionId: runtime.newId(), mayRepeat: false }, deadline),
        }),
    }),
  },
  {
    name: 'a repeated start is told as created',
    plant: () => ({
      store: (store) =>
        changed(store, {
          start: async (command, deadline) => {
            const result = await store.start(command, deadline)
            return result.outcome === 'repeated' ? { ...result, outcome: 'created' } : result
          },
        }),
    }),
  },
  {
    name: 'a refusal names the session of before',
    plant: () => {
      const first = new Map<string, ActiveSession>()
      return {
        store: (store) =>
          changed(store, {
            start: (command, deadline) =>
              store.start(command, deadline).catch((error: unknown) => {
                if (!(error instanceof ActiveSessionExistsError)) throw error
                const { userId } = error.session
                const named = first.get(userId) ?? error.session
                first.set(userId, named)
                throw new ActiveSessionExistsError(named)
              }),
          }),
      }
    },
  },
  {
    name: 'a forwarded start is answered from memory',
    plant: () => {
      const answers = new Map<string, IncomingAnswer>()
      return {
        client: (client, { name }) => ({
          close: () => client.close(),
          send: async (request) => {
            const key = request.body ?? ''
            const known = answers.get(key)
            if (known) return known
            const answer = await client.send(request)
            const isStart = name === 'main' && request.url.endsWith('/game/start')
            if (isStart && answer.status < 300) answers.set(key, answer)
            return answer
          },
        }),
      }
    },
  },
  {
    name: 'a clock that was set is believed',
    plant: () => ({ runtime: (runtime) => ({ ...runtime, clockDoubtMs: () => 0 }) }),
  },
]
