import { systemRuntime } from '../../src/server/system-runtime.ts'
import { MemorySessionData } from '../../src/storage/memory/memory-session-data.ts'
import { MemorySessionStore } from '../../src/storage/memory/memory-session-store.ts'
import { sessionStoreContract } from './session-store-contract.ts'

sessionStoreContract('memory', async () => {
  const data = new MemorySessionData()
  return {
    runtime: systemRuntime(),
    openStore: async () => new MemorySessionStore(data),
    dispose: async () => {},
  }
})
