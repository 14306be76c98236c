import { mutualTlsLayer } from '../../src/gossip/transport/tls-mutual.ts'
import { describeTransport } from './gossip-transport-contract.ts'
import { certificateFiles, tcpTransport, unusedAddress } from './gossip-transport/tcp-world.ts'

const layer = await mutualTlsLayer(certificateFiles('one'))

describeTransport('mutual TLS', () => ({
  make: (limits) => tcpTransport({ layer, ...(limits && { limits }) }),
  nobody: unusedAddress,
}))
