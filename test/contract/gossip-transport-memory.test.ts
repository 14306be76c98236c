import { MemoryHub } from '../../src/gossip/transport/memory.ts'
import { describeTransport } from './gossip-transport-contract.ts'

describeTransport('memory', () => {
  const hub = new MemoryHub()
  let next = 1
  return {
    make: (bounds) => hub.transport(`node-${next++}:7000`, bounds),
    nobody: async () => 'nobody:7000',
  }
})
