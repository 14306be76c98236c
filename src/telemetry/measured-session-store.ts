import { DeadlineExceededError, OperatingError } from '../base/errors.ts'
import type { Runtime } from '../base/runtime-port.ts'
import { OutcomeUnknownError, StoreUnavailableError } from '../sessions/errors.ts'
import type { SessionStore } from '../sessions/ports.ts'
import type { Metrics, StoreOutcome } from './metrics.ts'

/** The same store, with the time of each operation reported. */
export function measuredSessionStore(store: SessionStore, runtime: Runtime, metrics: Metrics): SessionStore {
  async function measured<T>(operation: string, work: () => Promise<T>): Promise<T> {
    const beganMs = runtime.monotonicNowMs()
    let outcome: StoreOutcome = 'ok'
    try {
      return await work()
    } catch (error) {
      outcome = classify(error)
      throw error
    } finally {
      metrics.storeAnswered(operation, outcome, (runtime.monotonicNowMs() - beganMs) / 1000)
    }
  }
  return {
    start: (command, deadline) => measured('start', () => store.start(command, deadline)),
    exit: (sessionId, nowMs, deadline) => measured('exit', () => store.exit(sessionId, nowMs, deadline)),
    keepAlive: (sessionId, nowMs, deadline) =>
      measured('keep_alive', () => store.keepAlive(sessionId, nowMs, deadline)),
    find: (sessionId, nowMs, deadline) => measured('find', () => store.find(sessionId, nowMs, deadline)),
    listOfUser: (query, deadline) => measured('list_of_user', () => store.listOfUser(query, deadline)),
    listActive: (query, deadline) => measured('list_active', () => store.listActive(query, deadline)),
    countActive: (region, deadline) => measured('count_active', () => store.countActive(region, deadline)),
    activeRegions: (deadline) => measured('active_regions', () => store.activeRegions(deadline)),
    expireOver: (query, deadline) => measured('expire_over', () => store.expireOver(query, deadline)),
    check: (deadline) => measured('check', () => store.check(deadline)),
    close: () => store.close(),
  }
}

function classify(error: unknown): StoreOutcome {
  if (error instanceof OutcomeUnknownError) return 'unknown'
  if (error instanceof StoreUnavailableError || error instanceof DeadlineExceededError) return 'unavailable'
  return error instanceof OperatingError ? 'refused' : 'unavailable'
}
