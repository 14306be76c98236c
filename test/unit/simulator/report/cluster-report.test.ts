import { describe, expect, it } from '@jest/globals'
import type { TimelineEvent } from '../../../../src/simulator/cluster/cluster-report.ts'
import { happeningText } from '../../../../src/simulator/report/cluster/happening-text.ts'
import { happenings } from '../../../../src/simulator/report/cluster/happenings.ts'
import { opinionsOf, truthOf } from '../../../../src/simulator/report/cluster/opinions.ts'

type Row = readonly [atMs: number, observer: string, kind: TimelineEvent['kind'], subject: string]

const eventsOf = (...rows: readonly Row[]): TimelineEvent[] =>
  rows.map(([atMs, observer, kind, subject]) => ({ atMs, observer, kind, subject }))

const DEATH = eventsOf(
  [-50, 'a', 'join', 'c'],
  [100, 'world', 'kill', 'c'],
  [200, 'a', 'suspect', 'c'],
  [210, 'b', 'suspect', 'c'],
  [300, 'b', 'dead', 'c'],
  [320, 'a', 'dead', 'c'],
  [400, 'world', 'start', 'c'],
  [410, 'a', 'restart', 'c'],
  [420, 'b', 'restart', 'c'],
)

describe('the course of a cluster', () => {
  it('[SIMR-12] tells in one line what several nodes notice of one', () => {
    expect(happenings(DEATH).map(happeningText)).toEqual([
      '100ms: c is killed',
      '200ms: c is suspected by a and by 1 more until 210ms',
      '300ms: c is held for dead by b and by 1 more until 320ms',
      '400ms: c starts',
      '410ms: c is seen to have been started again by a and by 1 more until 420ms',
    ])
  })

  it('[SIMR-12] tells in one line whom one node gets to know, and what happens to the network', () => {
    const events = eventsOf(
      [5, 'a', 'join', 'b'],
      [6, 'a', 'join', 'c'],
      [7, 'world', 'partition', 'a|b,c'],
      [8, 'world', 'heal', 'a|b,c'],
      [9, 'world', 'cut', 'a>b'],
    )
    expect(happenings(events).map(happeningText)).toEqual([
      '5ms: a sees 2 nodes join',
      '7ms: the network is parted: a|b,c',
      '8ms: healed: a|b,c',
      '9ms: the link a>b is cut',
    ])
  })

  it('[SIMR-12] adds up what all others think of a node', () => {
    expect(opinionsOf('c', DEATH, 500)).toEqual([
      { fromMs: 200, toMs: 210, suspectedBy: 1, deadFor: 0 },
      { fromMs: 210, toMs: 300, suspectedBy: 2, deadFor: 0 },
      { fromMs: 300, toMs: 320, suspectedBy: 1, deadFor: 1 },
      { fromMs: 320, toMs: 410, suspectedBy: 0, deadFor: 2 },
      { fromMs: 410, toMs: 420, suspectedBy: 0, deadFor: 1 },
    ])
  })

  it('[SIMR-12] forgets what a node thought that is gone itself', () => {
    const events = eventsOf([10, 'a', 'suspect', 'c'], [20, 'world', 'kill', 'a'])
    expect(opinionsOf('c', events, 100)).toEqual([{ fromMs: 10, toMs: 20, suspectedBy: 1, deadFor: 0 }])
  })

  it('[SIMR-12] sets beside it what the node did', () => {
    expect(truthOf('c', DEATH, 0, 500)).toEqual([
      { fromMs: 0, toMs: 100, state: 'runs' },
      { fromMs: 100, toMs: 400, state: 'gone' },
      { fromMs: 400, toMs: 500, state: 'runs' },
    ])
  })
})
