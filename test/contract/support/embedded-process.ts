/**
 * A server process on an embedded data folder, as tests of several processes need it:
 *
 *     race <dataDir> <user>...   waits for a line on stdin, starts all users at once, prints the results as JSON
 *     load <dataDir> <region>    starts new users without end, prints each acknowledged session's id
 */
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { silentLogger } from '../../../src/base/logger-port.ts'
import { systemRuntime } from '../../../src/server/system-runtime.ts'
import type { StartResult } from '../../../src/sessions/ports.ts'
import { DEFAULT_RULES } from '../../../src/sessions/rules.ts'
import { openEmbeddedSessionStore } from '../../../src/storage/embedded/embedded-session-store.ts'
import { noStoreEvents } from '../../support/no-events.ts'

const STDOUT = 1
const LOADING_CLIENTS = 32
const CALL_TIMEOUT_MS = 20_000

const [mode, dataDir = '', ...rest] = process.argv.slice(2)
const runtime = systemRuntime()
const store = await openEmbeddedSessionStore(
  { dataDir, rules: DEFAULT_RULES },
  runtime,
  noStoreEvents,
  silentLogger,
)

async function start(userId: string, region: string): Promise<StartResult> {
  const deadline = runtime.deadline(CALL_TIMEOUT_MS)
  try {
    const sessionId = randomUUID()
    const command = {
      sessionId,
      userId,
      region,
      nowMs: Date.now(),
      idFrom: 'here',
      mayRepeat: false,
    } as const
    return await store.start(command, deadline)
  } finally {
    deadline.dispose()
  }
}

async function load(region: string): Promise<void> {
  for (;;) {
    const { session } = await start(`user-${randomUUID()}`, region)
    // At once and not through a buffer: what was printed was acknowledged, whenever the process is killed.
    writeSync(STDOUT, `${session.sessionId}\n`)
  }
}

if (mode === 'race') {
  writeSync(STDOUT, 'ready\n')
  await once(process.stdin, 'data')
  const results = await Promise.all(rest.map((userId) => start(userId, 'race')))
  await store.close()
  writeSync(STDOUT, `${JSON.stringify(results)}\n`)
  process.stdin.destroy()
} else {
  await Promise.all(Array.from({ length: LOADING_CLIENTS }, () => load(rest[0] ?? 'load')))
}
