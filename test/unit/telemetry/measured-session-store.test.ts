import { describe, expect, it } from '@jest/globals'
import {
  OutcomeUnknownError,
  SessionIdTakenError,
  StoreUnavailableError,
} from '../../../src/sessions/errors.ts'
import type { SessionStore } from '../../../src/sessions/ports.ts'
import { MemorySessionData } from '../../../src/storage/memory/memory-session-data.ts'
import { MemorySessionStore } from '../../../src/storage/memory/memory-session-store.ts'
import { DEFAULT_RULES } from '../../../src/sessions/rules.ts'
import { measuredSessionStore } from '../../../src/telemetry/measured-session-store.ts'
import { createMetrics } from '../../../src/telemetry/metrics.ts'
import { manualRuntime } from '../../support/manual-runtime.ts'

function measured(change: Partial<SessionStore>) {
  const { runtime } = manualRuntime()
  const told: [string, string][] = []
  const metrics = createMetrics('eu')
  metrics.storeAnswered = (operation: string, outcome: string) => void told.push([operation, outcome])
  const memory = new MemorySessionStore(new MemorySessionData(), DEFAULT_RULES, runtime, metrics)
  const store = measuredSessionStore(Object.assign(memory, change), runtime, metrics)
  return { store, told, deadline: runtime.deadline(1_000) }
}

describe('a measured store', () => {
  it('[TEL-2] answers as the store does, and tells how it went', async () => {
    const { store, told, deadline } = measured({})
    expect(await store.find('nobody', 0, deadline)).toBeUndefined()
    expect(told).toEqual([['find', 'ok']])
  })

  it.each([
    [new StoreUnavailableError('gone'), 'unavailable'],
    [new OutcomeUnknownError('who knows'), 'unknown'],
    [new SessionIdTakenError('taken'), 'refused'],
  ])('[TEL-2] passes on %s as it is, and tells it as %s', async (error, outcome) => {
    const { store, told, deadline } = measured({ find: () => Promise.reject(error) })
    await expect(store.find('any', 0, deadline)).rejects.toBe(error)
    expect(told).toEqual([['find', outcome]])
  })
})
