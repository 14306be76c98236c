import { describe, expect, it } from '@jest/globals'
import { MERGE_KINDS } from '../../../../src/simulator/cluster/cluster-options.ts'
import { readCuts, readPartitions } from '../../../../src/simulator/schedule/partitions.ts'
import { readRestarts } from '../../../../src/simulator/schedule/stops.ts'
import { run, watched } from './watched-run.ts'

const partitions = readPartitions('--partition', ['node-0,node-1|node-2,node-3@1s-3s'], 4)
const options = { nodes: 4, durationMs: 8_000, writes: 60 }

describe('partitions', () => {
  it.each(MERGE_KINDS)(
    '[CLU-20] halves that wrote by themselves (merge %s) are two states meanwhile and one after healing',
    (merge) => {
      const { accuracy, keys, violations, settledAfterMs } = run({ ...options, merge }, { partitions })
      const within = accuracy.filter(({ atMs }) => atMs >= 2_000 && atMs < 3_000)
      // A write that is on its way within a half makes one more for a moment.
      expect(Math.min(...within.map(({ states }) => states))).toBe(2)
      expect(accuracy.at(-1)).toMatchObject({ states: 1, accuracy: 1 })
      expect({ agreed: keys.agreed, violations }).toEqual({ agreed: true, violations: [] })
      expect(keys.written).toBe(60)
      expect(settledAfterMs).toBeDefined()
    },
  )

  it('[CLU-20] counters lose no count of either half, and the later of two writes wins with lww', () => {
    const counted = run({ ...options, merge: 'crdt' }, { partitions }).keys.values
    const sum = Object.values(counted).reduce((total, value) => total + Number(value), 0)
    expect(sum).toBe(60)
    const last = run({ ...options, merge: 'lww' }, { partitions }).keys.values
    const numbers = Object.values(last).map((value) => Number(value.split(' ')[1]))
    expect(Math.max(...numbers)).toBe(59)
  })

  it('[CLU-20] concurrent writes stay side by side with vector clocks', () => {
    const forever = readPartitions('--partition', ['node-0,node-1|node-2,node-3@1ms-8s'], 4)
    const { values } = run({ ...options, merge: 'vector' }, { partitions: forever }).keys
    const siblings = Object.values(values).map((text) => JSON.parse(text).length)
    expect(Math.max(...siblings)).toBe(2)
  })

  it('[CLU-24] what one side alone has heard of a node that then restarts is everywhere in the end', () => {
    const short = { writes: 300, merge: 'crdt', durationMs: 1_300 } as const
    for (const other of [0, 2, 3, 4, 5]) {
      // Shorter than any suspicion, so that all are still members for each other when node-1 is gone.
      const sides = readPartitions('--partition', [`node-1,node-${other}|*@1s-1300ms`], 6)
      const restarts = readRestarts('--restart', ['node-1@1250ms'], 6)
      const { keys, violations } = run(short, { partitions: sides, restarts })
      expect({ other, agreed: keys.agreed, violations }).toEqual({ other, agreed: true, violations: [] })
    }
  })

  it('[CLU-21] no frame crosses a partition, and whom no group names talks to its like only', () => {
    const groups = readPartitions('--partition', ['node-0,node-1|node-2,node-3@1s-3s'], 5)
    const { messages } = watched({ ...options, nodes: 5 }, { partitions: groups })
    const within = messages.filter(({ atMs }) => atMs >= 1_000 && atMs < 3_000)
    const isLow = (name: string) => name === 'node-0' || name === 'node-1'
    const crossing = within.filter(
      ({ from, to }) => from !== 'node-4' && to !== 'node-4' && isLow(from) !== isLow(to),
    )
    expect(crossing.length).toBeGreaterThan(0)
    expect(crossing.filter(({ dropped }) => !dropped)).toEqual([])
    const alone = within.filter(({ from, to }) => from === 'node-4' || to === 'node-4')
    expect(alone.length).toBeGreaterThan(0)
    expect(alone.filter(({ dropped }) => !dropped)).toEqual([])
  })

  it('[CLU-21] a one-way cut stops one direction only', () => {
    const cuts = readCuts('--cut', ['node-0>node-1@1s-3s'], 4)
    const { messages } = watched(options, { cuts })
    const within = messages.filter(({ atMs }) => atMs >= 1_000 && atMs < 3_000)
    const between = (from: string, to: string) =>
      within.filter((message) => message.from === from && message.to === to).map(({ dropped }) => dropped)
    expect(new Set(between('node-0', 'node-1'))).toEqual(new Set([true]))
    expect(new Set(between('node-1', 'node-0'))).toEqual(new Set([false]))
  })
})
