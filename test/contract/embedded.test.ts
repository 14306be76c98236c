import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLogger } from '../../src/base/logger-port.ts'
import { systemRuntime } from '../../src/server/system-runtime.ts'
import { openEmbeddedSessionStore } from '../../src/storage/embedded/embedded-session-store.ts'
import { noStoreEvents } from '../support/no-events.ts'
import { sessionStoreContract } from './session-store-contract.ts'

sessionStoreContract('embedded', async (rules) => {
  const runtime = systemRuntime()
  const dataDir = await mkdtemp(join(tmpdir(), 'gamemesh-contract-'))
  return {
    runtime,
    openStore: () => openEmbeddedSessionStore({ dataDir, rules }, runtime, noStoreEvents, silentLogger),
    dispose: () => rm(dataDir, { recursive: true }),
  }
})
