import { describe, expect, it } from '@jest/globals'
import type { RunOptions } from '../../../src/maelstrom/bench/run/run-options.ts'
import type { NodeProgram } from '../../../src/maelstrom/node/node-port.ts'
import { counterNode } from './nodes/counter-nodes.ts'
import { crashing, echo, repeatedIds, shouting, silent, uniqueIds } from './nodes/id-nodes.ts'
import { kafkaNode } from './nodes/kafka-nodes.ts'
import { broadcastNode } from './nodes/set-nodes.ts'
import { txnNode } from './nodes/txn-nodes.ts'
import { runSmall } from './run-small.ts'

const parted: Partial<RunOptions> = { partitions: true, timeLimitMs: 30_000 }
const log: Partial<RunOptions> = { nodeCount: 1, concurrency: 2, rate: 200 }
const txns: Partial<RunOptions> = {
  nodeCount: 2,
  concurrency: 4,
  rate: 200,
  latency: { meanMs: 10, kind: 'uniform' },
  consistencyModel: 'read-committed',
}

/** The parts of the result that are not valid. */
function badParts(workload: string, program: NodeProgram, options: Partial<RunOptions>): string[] {
  const { result } = runSmall(workload, program, options)
  expect(result.valid).toBe(Object.values(result.parts).every(({ valid }) => valid === true))
  return Object.entries(result.parts).flatMap(([name, { valid }]) => (valid === false ? [name] : []))
}

describe('good nodes', () => {
  it.each<[string, NodeProgram, Partial<RunOptions>]>([
    ['echo', echo, {}],
    ['unique-ids', uniqueIds, { ...parted, availability: 'total' }],
    ['broadcast', broadcastNode(), parted],
    ['g-counter', counterNode(), parted],
    ['pn-counter', counterNode(), parted],
    ['kafka', kafkaNode(), log],
    ['kafka', kafkaNode({ refuseCommits: true }), log],
    ['txn-rw-register', txnNode(), { ...txns, availability: 'total' }],
  ])('[GLOM-9] pass: %s', (workload, program, options) => {
    expect(badParts(workload, program, options)).toEqual([])
  })
})

describe('bad nodes', () => {
  it.each<[string, string, NodeProgram, string[], Partial<RunOptions>]>([
    ['changes what it echoes', 'echo', shouting, ['workload'], {}],
    ['never answers', 'echo', silent, ['stats'], {}],
    ['gives ids out twice', 'unique-ids', repeatedIds, ['workload'], {}],
    ['loses values', 'broadcast', broadcastNode({ lose: (value) => value % 50 === 7 }), ['workload'], {}],
    ['shows a value twice', 'broadcast', broadcastNode({ showTwice: true }), ['workload'], {}],
    ['invents a value', 'broadcast', broadcastNode({ invent: true }), ['workload'], {}],
    [
      'forgets who has to hear what',
      'broadcast',
      broadcastNode({ forget: true }),
      ['workload', 'agreement'],
      parted,
    ],
    ['counts less at others', 'g-counter', counterNode((own) => own - 1), ['workload'], {}],
    ['skips offsets', 'kafka', kafkaNode({ skip: true }), ['workload'], log],
    ['uses an offset twice', 'kafka', kafkaNode({ reuseOffsets: true }), ['workload'], log],
    ['loses acknowledged messages', 'kafka', kafkaNode({ loseSends: true }), ['workload'], log],
    [
      'does not care from where it is asked',
      'kafka',
      kafkaNode({ ignorePositions: true }),
      ['workload'],
      log,
    ],
    ['forgets committed offsets', 'kafka', kafkaNode({ forgetCommits: true }), ['commits'], log],
    ['ends up different on each node', 'txn-rw-register', txnNode({ byArrival: true }), ['agreement'], txns],
    ['tells nobody what was written', 'txn-rw-register', txnNode({ silent: true }), ['agreement'], txns],
    ['shows what was refused', 'txn-rw-register', txnNode({ dirtyAbort: true }), ['workload'], txns],
    [
      'tells every step by itself',
      'txn-rw-register',
      txnNode({ stepwise: true }),
      ['workload', 'agreement'],
      txns,
    ],
  ])('[GLOM-9] are found: one that %s', (_what, workload, program, parts, options) => {
    expect(badParts(workload, program, options)).toEqual(parts)
  })

  it.each<[string, NodeProgram, string]>([
    ['answers twice', broadcastNode({ answerTwice: true }), 'second-answer'],
    ['adds a key to its answer', broadcastNode({ extraKey: true }), 'malformed-reply'],
    ['writes to a node that does not exist', broadcastNode({ strangers: true }), 'unknown-destination'],
  ])('[GLOM-8] are invalid whatever their workload: one that %s', (_what, program, fault) => {
    const { result } = runSmall('broadcast', program)
    expect(result.valid).toBe(false)
    expect(result.parts['protocol']).toMatchObject({ valid: false, counts: { [fault]: expect.any(Number) } })
  })

  it('[GLOM-13] a node that crashes ends the run with its last words', () => {
    expect(() => runSmall('echo', crashing)).toThrow(/^n\d crashed: the echo is gone\nabout to fall over$/)
  })
})
