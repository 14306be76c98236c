import { systemRuntime } from '../../src/server/system-runtime.ts'
import { MemorySessionData } from '../../src/storage/memory/memory-session-data.ts'
import { MemorySessionStore } from '../../src/storage/memory/memory-session-store.ts'
import { noStoreEvents } from '../support/no-events.ts'
import { sessionStoreContract } from './session-store-contract.ts'

sessionStoreContract('memory', async (rules) => {
  const data = new MemorySessionData()
  const runtime = systemRuntime()
  return {
    runtime,
    openStore: async () => new MemorySessionStore(data, rules, runtime, noStoreEvents),
    dispose: async () => {},
  }
})
