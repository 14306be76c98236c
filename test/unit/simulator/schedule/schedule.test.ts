import { describe, expect, it } from '@jest/globals'
import { nodesIn } from '../../../../src/simulator/schedule/node-set.ts'
import { canTalk, readCuts, readPartitions } from '../../../../src/simulator/schedule/partitions.ts'
import { ScheduleError } from '../../../../src/simulator/schedule/schedule-error.ts'
import {
  readChurn,
  readPauses,
  readRestarts,
  readSlowness,
  readStops,
} from '../../../../src/simulator/schedule/stops.ts'

const NODES = 10

describe('schedules of faults', () => {
  it('[CLU-1] a partition names its groups and its span; times are ms, s or m', () => {
    const [partition] = readPartitions('--partition', ['node-0,node-1|node-2..node-4@500ms-1.5s'], NODES)
    expect(partition?.groups.map((group) => [...nodesIn(group)])).toEqual([
      [0, 1],
      [2, 3, 4],
      [5, 6, 7, 8, 9],
    ])
    expect(partition).toMatchObject({ fromMs: 500, toMs: 1_500 })
    expect(readStops('--kill', ['node-3@2m'], NODES)).toEqual([
      { nodes: [{ from: 3, to: 3 }], atMs: 120_000 },
    ])
  })

  it('[CLU-1] one group may be all other nodes', () => {
    const [partition] = readPartitions('--partition', ['node-1,node-5..node-6|*@1s-3s'], NODES)
    expect(partition?.groups.map((group) => [...nodesIn(group)])).toEqual([
      [1, 5, 6],
      [0, 2, 3, 4, 7, 8, 9],
    ])
  })

  it('[CLU-2] only nodes of different groups cannot talk, and only while the span lasts', () => {
    const partitions = readPartitions('--partition', ['node-0,node-1|node-2,node-3@1s-3s'], NODES)
    expect(canTalk(partitions, 0, 1, 2_000)).toBe(true)
    expect(canTalk(partitions, 0, 2, 2_000)).toBe(false)
    expect(canTalk(partitions, 0, 2, 999)).toBe(true)
    expect(canTalk(partitions, 2, 0, 3_000)).toBe(true)
  })

  it('[CLU-2] without a partition everyone can talk to everyone; nodes that no group names form one more', () => {
    expect(canTalk([], 0, 1, 0)).toBe(true)
    const partitions = readPartitions('--partition', ['node-0|node-1@1s-3s'], NODES)
    expect(canTalk(partitions, 8, 9, 2_000)).toBe(true)
    expect(canTalk(partitions, 9, 0, 2_000)).toBe(false)
    expect(canTalk(partitions, 1, 9, 2_000)).toBe(false)
  })

  it('[CLU-1] cuts, pauses, restarts, slow nodes and churn are read alike', () => {
    expect(readCuts('--cut', ['node-0>node-1@1s-2s', 'node-2<>node-3@1s-2s'], NODES)).toMatchObject([
      { bothWays: false },
      { bothWays: true, from: [{ from: 2, to: 2 }], to: [{ from: 3, to: 3 }] },
    ])
    expect(readPauses('--pause', ['node-3@1s-3s'], NODES)).toMatchObject([{ fromMs: 1_000, toMs: 3_000 }])
    expect(readRestarts('--restart', ['node-3@1s', 'node-4@2s/lost'], NODES)).toMatchObject([
      { state: 'kept', atMs: 1_000 },
      { state: 'lost', atMs: 2_000 },
    ])
    expect(readSlowness('--slow', ['node-3@1s-3s/200ms'], NODES)).toMatchObject([{ byMs: 200 }])
    expect(readChurn('--churn', '2.5/s@1s-10s')).toEqual({ perSecond: 2.5, fromMs: 1_000, toMs: 10_000 })
  })

  it.each([
    ['node-0|node-1', 'it needs one @ and a time'],
    ['node-0|node-1@1s-3s@4s', 'it needs one @ and a time'],
    ['node-0@1s-3s', 'it has 2 to 64 groups'],
    ['node-0|node-10@1s-3s', 'node-10 does not exist'],
    ['node-0|node-0@1s-3s', 'node-0 is named twice'],
    ['node-0..node-4|node-2@1s-3s', 'node-2 is named twice'],
    ['node-0|*|*@1s-3s', 'only one group can be all others'],
    ['node-0..node-9|*@1s-3s', 'no other node is left for *'],
    ['node-5..node-2|node-8@1s-3s', '"node-5..node-2" ends before it begins'],
    ['a|b@1s-3s', '"a" is no node'],
    ['node-0|node-1@1s', '"1s" is no span of time'],
    ['node-0|node-1@3s-1s', 'the span ends before it begins'],
    ['node-0|node-1@1-3', '"1" is no time'],
    ['node-0|node-1@1s-9999m', '"9999m" is no time'],
    ['', 'it needs one @ and a time'],
  ])('[CLU-3] %j is refused in one line that says what is allowed', (text, why) => {
    const read = () => readPartitions('--partition', [text], NODES)
    expect(read).toThrow(ScheduleError)
    expect(read).toThrow(`--partition ${JSON.stringify(text)}: ${why}; allowed: `)
  })

  it('[CLU-3] a long or many-lined value is cut and stays one line', () => {
    const read = () => readStops('--kill', [`node-\n${'x'.repeat(500)}`], NODES)
    expect(read).toThrow(/^--kill "node-\\nx{1,80}…": it needs one @ and a time; allowed: [^\n]{1,80}$/)
  })

  it.each([
    [() => readCuts('--cut', ['node-0node-1@1s-2s'], NODES), '--cut'],
    [() => readRestarts('--restart', ['node-0@1s/new'], NODES), '--restart'],
    [() => readSlowness('--slow', ['node-0@1s-2s'], NODES), '--slow'],
    [() => readChurn('--churn', '0/s@1s-2s'), '--churn'],
    [() => readChurn('--churn', '-1/s@1s-2s'), '--churn'],
  ])('[CLU-3] other schedules likewise (%#)', (read, flag) => {
    expect(read).toThrow(ScheduleError)
    expect(read).toThrow(new RegExp(`^${flag} "[^\\n]+; allowed: [^\\n]+$`))
  })
})
