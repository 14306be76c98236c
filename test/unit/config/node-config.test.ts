import { describe, expect, it } from '@jest/globals'
import { CLUSTER_NETWORKS } from '../../../src/config/node-config.ts'
import { loadNodeConfig } from '../../../src/config/load-node-config.ts'
import { nodeSettingNames, variableOf } from '../../../src/config/node-settings.ts'
import { NETWORK_TYPES } from '../../../src/gossip/transport/network-types.ts'

const SEED =
  '-mode=seed -name=test1 -clusterNetwork=LOCAL -nodeAddr=localhost:8081 -routes=localhost:8081'.split(' ')

type Variables = Readonly<Record<string, string>>

function load(words: readonly string[], variables: Variables = {}, file?: string) {
  return loadNodeConfig(words, variables, (path) => {
    if (file === undefined) throw new Error(`no such file ${path}`)
    return file
  })
}

function config(...given: Parameters<typeof load>) {
  const loaded = load(...given)
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems))
  return loaded.config
}

function problems(...given: Parameters<typeof load>): string[] {
  const loaded = load(...given)
  return loaded.ok ? [] : loaded.problems.map(({ where, message }) => `${where}: ${message}`)
}

describe('the flags of a node', () => {
  it('[CONF-1] are those of the classic command line, with one dash or two, with "=" or without', () => {
    const seed = {
      mode: 'seed',
      name: 'test1',
      cluster: 'gamemesh',
      clusterNetwork: 'LOCAL',
      nodeAddr: 'localhost:8081',
      routes: ['localhost:8081'],
      preset: 'local',
    }
    expect(config(SEED)).toEqual(seed)
    expect(config(SEED.map((word) => `-${word}`))).toEqual(seed)
    expect(config(SEED.flatMap((word) => word.split('=')))).toEqual(seed)
  })

  it('[CONF-1] name the same in camel case and with dashes; of one given twice the last counts', () => {
    const { metricsAddr, dataDir } = config([
      ...SEED,
      '--metrics-addr',
      '127.0.0.1:9100',
      '--dataDir=/one',
      '--data-dir=/two',
    ])
    expect([metricsAddr, dataDir]).toEqual(['127.0.0.1:9100', '/two'])
  })

  it('[CONF-1] take a list of routes, and everything else that a node can be told', () => {
    const words =
      '-name=n -nodeAddr=[::1]:0 -routes=a:1,b:2, -clusterNetwork=private -advertise=10.0.0.1:7 -cluster=x ' +
      '-tlsKeyFile=k -tlsCertFile=c -tlsCaFile=a -preset=WAN -gossipInterval=250 -fanout=8'
    expect(config(words.split(' '))).toEqual({
      mode: 'node',
      name: 'n',
      cluster: 'x',
      clusterNetwork: 'PRIVATE',
      nodeAddr: '[::1]:0',
      routes: ['a:1', 'b:2'],
      advertise: '10.0.0.1:7',
      tls: { keyFile: 'k', certFile: 'c', caFile: 'a' },
      preset: 'wan',
      gossipIntervalMs: 250,
      fanout: 8,
    })
    expect(CLUSTER_NETWORKS).toEqual(NETWORK_TYPES)
  })

  it('[CONF-2] that are wrong are all named at once', () => {
    expect(
      problems('-mode=boss -name -nodeAddr=8081 --colour red -routes=a:0 -fanout=none stray'.split(' ')),
    ).toEqual([
      expect.stringMatching(/^-name: has no value$/),
      expect.stringMatching(/^-colour: is no flag; there are -config, -mode, -name, /),
      '"stray": is no flag: write -name=value',
      '-mode: "boss" is not one of seed, node',
      '-nodeAddr: "8081" is no address; write host:port, or [host]:port for IPv6',
      '-routes: "a:0": nobody can be asked at port 0',
      '-fanout: "none" is not a whole number from 1 to 64',
    ])
  })

  it('[CONF-2] that are missing, or do not go together, are named too', () => {
    expect(problems([])).toEqual([
      expect.stringMatching(/^-name: is missing/),
      expect.stringMatching(/^-nodeAddr: is missing/),
      expect.stringMatching(/^-routes: is missing: name a seed to join/),
    ])
    expect(problems([...SEED, '-tlsKeyFile=k', '-secretFile=s'])).toEqual([
      expect.stringMatching(/^-tlsCertFile: is missing/),
      expect.stringMatching(/^-tlsCaFile: is missing/),
      expect.stringMatching(/^-secretFile: .* not by both$/),
    ])
  })
})

describe('the file of a node', () => {
  const FILE = [
    '\uFEFF# A node of ours',
    '',
    'name = test1          # its name',
    '  mode=seed',
    'node-addr = "localhost:8081"',
    'routes = localhost:8081, localhost:8082',
    'secretFile = "/a folder/with # in it"',
    'dataDir = /a#b',
    '',
  ].join('\r\n')

  it('[CONF-3] has lines of "key = value", blank ones and comments', () => {
    expect(config(['-config=node.conf'], {}, FILE)).toMatchObject({
      name: 'test1',
      mode: 'seed',
      nodeAddr: 'localhost:8081',
      routes: ['localhost:8081', 'localhost:8082'],
      secretFile: '/a folder/with # in it',
      dataDir: '/a#b',
    })
  })

  it('[CONF-3] is told by name and line what is wrong with it', () => {
    const file = [
      'name = test1',
      'mode seed',
      'colour = red',
      'name = test2',
      'nodeAddr =',
      'fanout = 0',
      'dataDir = "/a" b',
      'mode = seed',
    ]
    expect(problems(['-config', 'node.conf'], {}, file.join('\n'))).toEqual([
      'node.conf:2: "mode seed" is neither "key = value" nor a comment',
      expect.stringMatching(/^node\.conf:3: "colour" is no setting; there are mode, name, /),
      'node.conf:4: name stands in line 1 already',
      'node.conf:5: nodeAddr has no value',
      expect.stringMatching(/^node\.conf:7: .* is neither/),
      'node.conf:6: "0" is not a whole number from 1 to 64',
    ])
  })

  it('[CONF-3] that cannot be read is a problem', () => {
    expect(problems([...SEED, '-config=gone.conf'])).toEqual([
      'gone.conf: cannot be read: no such file gone.conf',
    ])
  })

  it('[CONF-4] gives way to the environment, and that to the flags', () => {
    const file = 'name = from-file\ncluster = from-file\nmode = seed\nnodeAddr = f:1\nfanout = nonsense'
    const variables = {
      GAMEMESH_CLUSTER: 'from-env',
      GAMEMESH_NODE_ADDR: ' e:1 ',
      GAMEMESH_FANOUT: '3',
      GAMEMESH_MODE: '',
    }
    const loaded = config(['-nodeAddr=flag:1'], { ...variables, GAMEMESH_CONFIG: 'node.conf' }, file)
    expect(loaded).toMatchObject({
      name: 'from-file',
      cluster: 'from-env',
      nodeAddr: 'flag:1',
      mode: 'seed',
      fanout: 3,
    })
    expect(problems(SEED, { GAMEMESH_FANOUT: 'many' })).toEqual([
      'GAMEMESH_FANOUT: "many" is not a whole number from 1 to 64',
    ])
    expect(nodeSettingNames().map(variableOf)).toContain('GAMEMESH_TLS_KEY_FILE')
  })
})
