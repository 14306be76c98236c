import { describe, expect, it } from '@jest/globals'
import type { MainConfig } from '../../../src/config/server-config.ts'
import { composeMain } from '../../../src/server/compose-main.ts'
import { StoreUnavailableError } from '../../../src/sessions/errors.ts'
import { DEFAULT_RULES } from '../../../src/sessions/rules.ts'
import { MemorySessionData } from '../../../src/storage/memory/memory-session-data.ts'
import { MemorySessionStore } from '../../../src/storage/memory/memory-session-store.ts'
import { createMetrics } from '../../../src/telemetry/metrics.ts'
import { manualRuntime } from '../../support/manual-runtime.ts'
import { noStoreEvents } from '../../support/no-events.ts'
import { type LogLine, recordingLog, send } from '../http/fixture.ts'

const CONFIG: MainConfig = {
  role: 'main',
  region: 'main',
  instance: 'default',
  host: '127.0.0.1',
  port: 0,
  registerIntervalMs: 30_000,
  requestTimeoutMs: 5_000,
  shutdownTimeoutMs: 10_000,
  storage: { kind: 'embedded', dataDir: 'unused' },
  rules: DEFAULT_RULES,
  placementPolicy: 'first',
  mainAcceptsSessions: true,
  logLevel: 'info',
}

function newServer() {
  const { runtime } = manualRuntime()
  const state = { isStopping: false, trouble: undefined as Error | undefined }
  const lines: LogLine[] = []
  const store = new MemorySessionStore(new MemorySessionData(), DEFAULT_RULES, runtime, noStoreEvents)
  const check = store.check.bind(store)
  store.check = async (deadline) => {
    if (state.trouble) throw state.trouble
    await check(deadline)
  }
  const { application } = composeMain({
    config: CONFIG,
    version: '0.0.0',
    runtime,
    log: recordingLog(lines),
    store,
    client: { send: () => Promise.reject(new Error('nobody there')), close: async () => {} },
    metrics: createMetrics('main'),
    isStopping: () => state.isStopping,
  })
  const told = () => lines.map(({ message }) => message).filter((message) => message.includes('ready'))
  return { state, lines, told, ready: () => send(application, 'GET', '/ready') }
}

describe('whether a server is ready', () => {
  it('[HTTP-29] it is while its store can serve', async () => {
    const answer = await newServer().ready()
    expect([answer.status, answer.json]).toEqual([
      200,
      { status: 'ready', checks: { server: 'ok', store: 'ok' } },
    ])
  })

  it('[HTTP-29] from the moment it was asked to stop it is not', async () => {
    const { state, ready } = newServer()
    state.isStopping = true
    const answer = await ready()
    expect([answer.status, answer.headers['retry-after'], answer.json]).toEqual([
      503,
      '1',
      { status: 'unready', checks: { server: 'is stopping', store: 'ok' } },
    ])
  })

  it('[HTTP-29] while its store cannot serve it is not; the log tells why, once for each change', async () => {
    const { state, ready, told, lines } = newServer()
    state.trouble = new StoreUnavailableError('db-7.internal refuses the connection')
    for (let time = 0; time < 3; time++) {
      const answer = await ready()
      expect([answer.status, answer.json['checks']]).toEqual([
        503,
        { server: 'ok', store: 'does not answer' },
      ])
      expect(answer.body).not.toContain('db-7')
    }
    expect(told()).toEqual(['not ready: the store'])
    expect(lines.find(({ message }) => message.startsWith('not ready'))?.['error']).toContain('db-7.internal')
    state.trouble = undefined
    expect((await ready()).status).toBe(200)
    expect((await ready()).status).toBe(200)
    expect(told()).toEqual(['not ready: the store', 'ready again: the store'])
  })
})
