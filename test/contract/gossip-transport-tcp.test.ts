import { describeTransport } from './gossip-transport-contract.ts'
import { tcpTransport, unusedAddress } from './gossip-transport/tcp-world.ts'

describeTransport('TCP', () => ({
  make: (limits) => tcpTransport({ ...(limits && { limits }) }),
  nobody: unusedAddress,
}))
