import { pskLayer } from '../../src/gossip/transport/tls-psk.ts'
import { describeTransport } from './gossip-transport-contract.ts'
import { CLUSTER, tcpTransport, unusedAddress } from './gossip-transport/tcp-world.ts'

const layer = pskLayer({ cluster: CLUSTER, secret: 'known to every node of the cluster' })

describeTransport('TLS-PSK', () => ({
  make: (limits) => tcpTransport({ layer, ...(limits && { limits }) }),
  nobody: unusedAddress,
}))
