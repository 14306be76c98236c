import { describe, expect, it } from '@jest/globals'
import {
  NETWORK_TYPES,
  needsResolving,
  networkFault,
  parseNetworkType,
} from '../../../../src/gossip/transport/network-types.ts'
import { checkNetwork } from '../../../../src/gossip/transport/resolve-address.ts'

const fitting = (host: string) => NETWORK_TYPES.filter((type) => networkFault(type, host) === undefined)

describe('network types', () => {
  it.each([
    ['127.0.0.1', 'LOCAL DYNAMIC'],
    ['127.255.255.254', 'LOCAL DYNAMIC'],
    ['::1', 'LOCAL DYNAMIC'],
    ['::ffff:127.0.0.1', 'LOCAL DYNAMIC'],
    ['localhost', 'LOCAL DYNAMIC'],
    ['LOCALHOST.', 'LOCAL DYNAMIC'],
    ['one.localhost', 'LOCAL DYNAMIC'],
    ['10.1.2.3', 'PRIVATE DYNAMIC'],
    ['172.16.0.1', 'PRIVATE DYNAMIC'],
    ['172.31.255.255', 'PRIVATE DYNAMIC'],
    ['192.168.1.5', 'PRIVATE DYNAMIC'],
    ['::ffff:192.168.1.5', 'PRIVATE DYNAMIC'],
    ['169.254.1.1', 'PRIVATE DYNAMIC'],
    ['100.64.0.1', 'PRIVATE DYNAMIC'],
    ['fd00::1', 'PRIVATE DYNAMIC'],
    ['fe80::1%eth0', 'PRIVATE DYNAMIC'],
    ['172.15.0.1', 'PUBLIC DYNAMIC'],
    ['172.32.0.1', 'PUBLIC DYNAMIC'],
    ['8.8.8.8', 'PUBLIC DYNAMIC'],
    ['::ffff:8.8.8.8', 'PUBLIC DYNAMIC'],
    ['2a00:1450::1', 'PUBLIC DYNAMIC'],
    ['0.0.0.0', ''],
    ['::', ''],
    ['224.0.0.1', ''],
    ['255.255.255.255', ''],
    ['ff02::1', ''],
  ])('[NET-2] take %s for: %s', (host, types) => {
    expect(fitting(host).join(' ')).toBe(types)
  })

  it('[NET-2] say what is wrong and which flag helps', () => {
    expect(networkFault('LOCAL', '192.168.1.5')).toBe(
      '192.168.1.5 does not fit -clusterNetwork=LOCAL: it is an address of a private network; use -clusterNetwork=PRIVATE or DYNAMIC, or another address',
    )
    expect(networkFault('PRIVATE', 'localhost')).toBe(
      'localhost does not fit -clusterNetwork=PRIVATE: it is an address of this machine alone; use -clusterNetwork=LOCAL or DYNAMIC, or another address',
    )
    expect(networkFault('DYNAMIC', '0.0.0.0')).toBe(
      '0.0.0.0 does not fit -clusterNetwork=DYNAMIC: it is an address that no node can be reached at; use an address of one of its interfaces',
    )
  })

  it('[NET-2] are known by their names, in any case', () => {
    expect(parseNetworkType('private')).toBe('PRIVATE')
    expect(() => parseNetworkType('lan')).toThrow(
      '-clusterNetwork=lan is not known; use one of LOCAL, PRIVATE, PUBLIC, DYNAMIC',
    )
  })

  it('[NET-3] judge a name by every address that it stands for', async () => {
    expect(needsResolving('node.example.org')).toBe(true)
    expect(['localhost', '10.0.0.1', 'fe80::1%eth0'].map(needsResolving)).toEqual([false, false, false])
    await checkNetwork('PRIVATE', 'node:1', async () => ['10.0.0.1', 'fd00::1'])
    await expect(checkNetwork('PRIVATE', 'node:1', async () => ['10.0.0.1', '8.8.8.8'])).rejects.toThrow(
      /^node: 8\.8\.8\.8 does not fit -clusterNetwork=PRIVATE: it is a public address/,
    )
    await expect(checkNetwork('LOCAL', '192.168.1.5:1')).rejects.toThrow(/^192\.168\.1\.5 does not fit/)
    await checkNetwork('LOCAL', 'localhost:1')
  })

  it('[NET-3] say when a name cannot be resolved', async () => {
    const nowhere = async () => Promise.reject(new Error('ENOTFOUND'))
    await expect(checkNetwork('PUBLIC', 'node:1', nowhere)).rejects.toThrow(
      'node cannot be resolved (ENOTFOUND); check the name',
    )
  })
})
