import { describe, expect, it } from '@jest/globals'
import { silentLogger } from '../../../src/base/logger-port.ts'
import { StoreUnavailableError } from '../../../src/sessions/errors.ts'
import { ExpirySweep, SWEEP_GRACE_MS } from '../../../src/sessions/expiry-sweep.ts'
import type { SessionRules } from '../../../src/sessions/rules.ts'
import { MemorySessionData } from '../../../src/storage/memory/memory-session-data.ts'
import { MemorySessionStore } from '../../../src/storage/memory/memory-session-store.ts'
import { manualRuntime } from '../../support/manual-runtime.ts'

const TTL_MS = 60_000
const RULES: SessionRules = { policy: 'resume', ttlMs: TTL_MS }
/** Long enough for several rounds, also those through the regions of others. */
const LONG_AFTER_MS = 10 * TTL_MS

function newSweep() {
  const time = manualRuntime()
  const { runtime, advance } = time
  const data = new MemorySessionData()
  const told: string[] = []
  const store = new MemorySessionStore(data, RULES, runtime, { sessionExpired: () => told.push('expired') })
  const sweep = new ExpirySweep(store, runtime, 'eu', RULES, silentLogger)
  const start = async (region: string) => {
    const deadline = runtime.deadline(1_000)
    const sessionId = runtime.newId()
    const nowMs = runtime.wallNowMs()
    const userId = `user-${sessionId}`
    await store.start({ sessionId, userId, region, nowMs, idFrom: 'here', mayRepeat: false }, deadline)
    deadline.dispose()
    return sessionId
  }
  /** As it is stored, without the look that would end it. */
  const stored = (sessionId: string) => data.find(sessionId)?.session
  return { ...time, advance, store, sweep, start, stored, told }
}

describe('the sweep for expired sessions', () => {
  it('[SES-28] ends sessions of its own region that nobody looks at, with the end of their time', async () => {
    const { sweep, start, stored, advance, told } = newSweep()
    sweep.start()
    const id = await start('eu')
    const startedAtMs = stored(id)?.startedAtMs ?? 0
    await advance(TTL_MS + SWEEP_GRACE_MS - 1)
    expect(stored(id)).toMatchObject({ status: 'active' })
    await advance(TTL_MS)
    expect(stored(id)).toMatchObject({ status: 'expired', exitedAtMs: startedAtMs + TTL_MS })
    expect(told).toEqual(['expired'])
    await sweep.stop()
  })

  it('[SES-28] ends those of regions whose servers are dead, too', async () => {
    const { sweep, start, stored, advance } = newSweep()
    sweep.start()
    const id = await start('us')
    await advance(LONG_AFTER_MS)
    expect(stored(id)).toMatchObject({ status: 'expired' })
    await sweep.stop()
  })

  it('[SES-28] leaves alone who is kept alive', async () => {
    const { sweep, start, store, stored, advance, runtime } = newSweep()
    sweep.start()
    const id = await start('eu')
    for (let beats = 0; beats < 20; beats++) {
      await advance(TTL_MS / 2)
      const deadline = runtime.deadline(1_000)
      await store.keepAlive(id, runtime.wallNowMs(), deadline)
      deadline.dispose()
    }
    expect(stored(id)).toMatchObject({ status: 'active' })
    await sweep.stop()
  })

  it.each([3_600_000, -3_600_000])(
    '[SES-29] a clock set by %d ms ends no session that is kept alive',
    async (jumpMs) => {
      const { sweep, start, store, stored, advance, setClock, runtime } = newSweep()
      sweep.start()
      const id = await start('eu')
      const beat = async () => {
        const deadline = runtime.deadline(1_000)
        await store.keepAlive(id, runtime.wallNowMs(), deadline)
        deadline.dispose()
      }
      for (const setBack of [jumpMs, -jumpMs]) {
        for (let beats = 0; beats < 6; beats++) {
          await advance(TTL_MS / 2)
          await beat()
        }
        setClock(setBack)
      }
      await advance(TTL_MS / 2)
      expect(stored(id)).toMatchObject({ status: 'active' })
      await sweep.stop()
    },
  )

  it('[SES-28] goes on after a store that did not answer, and ends with its server', async () => {
    const { sweep, start, store, stored, advance } = newSweep()
    const expireOver = store.expireOver.bind(store)
    store.expireOver = () => Promise.reject(new StoreUnavailableError('away'))
    sweep.start()
    const id = await start('eu')
    await advance(LONG_AFTER_MS)
    expect(stored(id)).toMatchObject({ status: 'active' })
    store.expireOver = expireOver
    await advance(TTL_MS)
    expect(stored(id)).toMatchObject({ status: 'expired' })
    await sweep.stop()
    const later = await start('eu')
    await advance(LONG_AFTER_MS)
    expect(stored(later)).toMatchObject({ status: 'active' })
  })
})
