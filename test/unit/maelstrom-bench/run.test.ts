import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { stableLatencies } from '../../../src/maelstrom/bench/presets/limits.ts'
import type { FinishedRun } from '../../../src/maelstrom/bench/run/finished-run.ts'
import type { NodeProgram } from '../../../src/maelstrom/node/node-port.ts'
import { counterNode } from './nodes/counter-nodes.ts'
import { echo, silent, uniqueIds } from './nodes/id-nodes.ts'
import { kafkaNode } from './nodes/kafka-nodes.ts'
import { broadcastNode } from './nodes/set-nodes.ts'
import { smallNode } from './nodes/small-node.ts'
import { txnNode } from './nodes/txn-nodes.ts'
import { runSmall } from './run-small.ts'

const hashOf = ({ record }: FinishedRun) =>
  createHash('sha256')
    .update(JSON.stringify([record.journal.entries, record.recorder.history()]))
    .digest('hex')

describe('a run in virtual time', () => {
  it('[GLOM-10] takes the same course with the same seed, and another with another', () => {
    const run = (seed: number) =>
      hashOf(
        runSmall('broadcast', broadcastNode(), {
          seed,
          partitions: true,
          nemesisIntervalMs: 1000,
          latency: { meanMs: 50, kind: 'exponential' },
        }),
      )
    expect(run(7)).toBe(run(7))
    expect(run(8)).not.toBe(run(7))
  })

  it.each([
    ['echo', echo],
    ['unique-ids', uniqueIds],
    ['broadcast', broadcastNode()],
    ['g-counter', counterNode()],
    ['kafka', kafkaNode()],
    ['txn-rw-register', txnNode()],
  ] as const)('[GLOM-2] that was too short to judge is unknown, not valid: %s', (workload, program) => {
    const { result } = runSmall(workload, program, { nodeCount: 1, concurrency: 1, timeLimitMs: 0 })
    expect(result.valid).toBe('unknown')
  })

  it('[GLOM-7] issues about as many operations as asked, half of them reads, at every node', () => {
    const { record } = runSmall('broadcast', broadcastNode(), { rate: 100, timeLimitMs: 20_000 })
    const history = record.recorder.history().filter(({ final }) => !final)
    const reads = history.filter(({ f }) => f === 'read').length
    expect(Math.abs(history.length - 2000)).toBeLessThan(150)
    expect(Math.abs(reads / history.length - 0.5)).toBeLessThan(0.05)
    expect(new Set(history.map(({ node }) => node)).size).toBe(3)
    const gaps = history.slice(1).map(({ invokedMs }, index) => invokedMs - (history[index]?.invokedMs ?? 0))
    expect(Math.max(...gaps)).toBeLessThanOrEqual(20)
  })

  it('[GLOM-7] reads once at every worker after ten quiet seconds', () => {
    const { record } = runSmall('g-counter', counterNode(), { partitions: true })
    const history = record.recorder.history()
    const finals = history.filter(({ final }) => final)
    const lastBefore = Math.max(...history.filter(({ final }) => !final).map(({ invokedMs }) => invokedMs))
    expect(finals.map(({ node }) => node).toSorted()).toEqual(['n0', 'n1', 'n2'])
    expect(finals.every(({ invokedMs }) => invokedMs - lastBefore >= 10_000)).toBe(true)
  })

  it('[GLOM-7] gives up after five seconds and goes on as another process', () => {
    const { record } = runSmall('echo', silent, { nodeCount: 1, concurrency: 2, timeLimitMs: 11_000 })
    const history = record.recorder.history()
    expect(history.every(({ outcome, error }) => outcome === 'info' && error === 'timeout')).toBe(true)
    expect(history.every(({ invokedMs, completedMs }) => Math.round(completedMs - invokedMs) === 5000)).toBe(
      true,
    )
    expect(history.map(({ process }) => process).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5])
  })

  const refusing = (code: number) =>
    smallNode(() => ({
      topology: () => ({ type: 'topology_ok' }),
      broadcast: () => ({ type: 'error', code, text: 'no' }),
      read: () => ({ type: 'error', code, text: 'no' }),
      add: () => ({ type: 'error', code, text: 'no' }),
    }))
  const outcomes = (workload: string, code: number) => {
    const { record } = runSmall(workload, refusing(code), { nodeCount: 1, concurrency: 1 })
    const history = record.recorder.history()
    return [...new Set(history.map(({ f, outcome }) => `${f} ${outcome}`))].toSorted()
  }

  it('[GLOM-7] takes a definite error for a failure and any other for an open outcome, except of what changes nothing', () => {
    expect(outcomes('broadcast', 11)).toEqual(['broadcast fail', 'read fail'])
    expect(outcomes('broadcast', 13)).toEqual(['broadcast info', 'read fail'])
    expect(outcomes('broadcast', 1234)).toEqual(['broadcast info', 'read fail'])
    expect(outcomes('g-set', 11)).toEqual(['add info', 'read info'])
    expect(outcomes('g-counter', 11)).toEqual(['add info', 'read info'])
  })

  it('[GLOM-7] crashes clients of a log now and then, and lets each read everything at the end', () => {
    const { record } = runSmall('kafka', kafkaNode(), {
      nodeCount: 1,
      concurrency: 4,
      rate: 100,
      timeLimitMs: 60_000,
    })
    const history = record.recorder.history()
    const crashes = history.filter(({ f, final }) => f === 'crash' && !final)
    expect(crashes.length).toBeGreaterThan(2)
    expect(crashes.every(({ outcome }) => outcome === 'info')).toBe(true)
    const finals = history.filter(({ final }) => final).map(({ f }) => f)
    expect(finals.filter((f) => f === 'crash')).toHaveLength(4)
    expect(finals.filter((f) => f === 'assign')).toHaveLength(4)
    expect(finals.filter((f) => f === 'poll').length).toBeGreaterThanOrEqual(4)
    expect(history.filter(({ f }) => f === 'assign').length).toBeGreaterThan(20)
  })

  it('[GLOM-7] writes each value of a key once, in transactions of every length', () => {
    const { record } = runSmall('txn-rw-register', txnNode(), { nodeCount: 1, concurrency: 2, rate: 200 })
    const txns = record.recorder.history().map(({ value }) => value as [string, number, number][])
    const writes = txns.flat().filter(([f]) => f === 'w')
    expect(new Set(writes.map(([, key, value]) => `${key} ${value}`)).size).toBe(writes.length)
    expect(Math.max(...writes.map(([, , value]) => value))).toBeLessThanOrEqual(16)
    expect(new Set(txns.map(({ length }) => length))).toEqual(new Set([1, 2, 3, 4]))
  })

  it('[GLOM-11] shows which nodes agree when they do not', () => {
    const { result } = runSmall('broadcast', broadcastNode({ forget: true }), {
      partitions: true,
      nemesisIntervalMs: 2000,
    })
    const { groups } = result.parts['agreement'] as unknown as { groups: string[][] }
    expect(groups.length).toBeGreaterThan(1)
    expect(groups.flat().toSorted()).toEqual(['n0', 'n1', 'n2'])
  })

  it('[GLOM-12] tells when a value was visible everywhere, however late it was acknowledged', () => {
    const options = { latency: { meanMs: 100, kind: 'constant' }, probeMs: 5 } as const
    const { result } = runSmall('broadcast', broadcastNode(), options)
    const times = result.visibility?.['accept-to-everywhere-ms']
    expect(times?.['0']).toBeGreaterThanOrEqual(100)
    expect(times?.['1']).toBeLessThanOrEqual(110)
    expect(result.visibility?.['not-everywhere-count']).toBe(0)
    expect(result['client-latency-ms']['broadcast']?.['1']).toBe(0)
  })

  it('[GLOM-12] shows what a late acknowledgement hides from the classic figure', () => {
    const latency = { meanMs: 300, kind: 'constant' } as const
    const options = { latency, nodeCount: 10, concurrency: 60, probeMs: 5 }
    const [prompt, late] = [{}, { lateMs: 400 }].map((fault) => {
      const { result } = runSmall('broadcast', broadcastNode(fault), options)
      return {
        classic: stableLatencies(result)?.['0.5'],
        client: result['client-latency-ms']['broadcast']?.['0.5'],
        visible: result.visibility?.['accept-to-everywhere-ms']?.['0'],
      }
    })
    expect(prompt).toEqual({ classic: expect.any(Number), client: 0, visible: 300 })
    expect(prompt?.classic).toBeGreaterThan(200)
    expect(late).toEqual({ classic: 0, client: 400, visible: 300 })
  })

  it('[GLOM-18] gives every node a clock of its own that is wrong by as much as was asked', () => {
    const clocksWith = (clockErrorMs: number) => {
      const clocks: number[] = []
      const program: NodeProgram = (host) => {
        clocks.push(host.nowMs())
        return echo(host)
      }
      runSmall('echo', program, { clockErrorMs, nodeCount: 20, timeLimitMs: 100 })
      return clocks
    }
    const [right = 0] = clocksWith(0)
    expect(new Set(clocksWith(0)).size).toBe(1)
    const errors = clocksWith(30).map((clock) => clock - right)
    expect(Math.max(...errors.map(Math.abs))).toBeLessThanOrEqual(30)
    expect(new Set(errors).size).toBe(20)
  })

  it('[GLOM-12] counts from healing what a partition kept back', () => {
    const { result } = runSmall('broadcast', broadcastNode(), {
      partitions: true,
      probeMs: 5,
      timeLimitMs: 30_000,
    })
    expect(result.visibility?.['accept-to-everywhere-ms']?.['1']).toBeGreaterThan(1000)
    expect(result.visibility?.['heal-to-everywhere-ms']?.['1']).toBeLessThanOrEqual(510)
  })

  it('[GLOM-12] tells how old the reads of a counter were', () => {
    const { result } = runSmall('g-counter', counterNode(), { rate: 100 })
    expect(result['staleness-ms']?.['1']).toBeGreaterThan(50)
    expect(result['staleness-ms']?.['1']).toBeLessThan(1000)
  })
})
