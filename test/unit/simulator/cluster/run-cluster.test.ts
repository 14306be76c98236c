import { describe, expect, it } from '@jest/globals'
import { compareDetectors, runCluster } from '../../../../src/simulator/cluster/run-cluster.ts'
import { NO_DELAY } from '../../../../src/simulator/cluster/cluster-world.ts'
import {
  readChurn,
  readPauses,
  readRestarts,
  readSlowness,
  readStops,
} from '../../../../src/simulator/schedule/stops.ts'
import { QUIET, run, storyOf, watched } from './watched-run.ts'

const LOSSY = { ...NO_DELAY, fastestMs: 1, slowestMs: 40, lossShare: 0.05, heldUpShare: 0.05, heldUpMs: 300 }

describe('a run of real engines', () => {
  it('[CLU-4] one seed gives one report, to the last byte, and another seed another course', () => {
    const options = { links: LOSSY, writes: 20, broadcasts: 10, driftShare: 0.02 }
    const schedule = {
      churn: readChurn('--churn', '1/s@0s-4s'),
      pauses: readPauses('--pause', ['node-4@1s-2s'], 6),
    }
    const one = run({ ...options, seed: 7 }, schedule)
    expect(run({ ...options, seed: 7 }, schedule)).toEqual(one)
    expect(JSON.parse(JSON.stringify(one))).toEqual(one)
    expect(run({ ...options, seed: 8 }, schedule).traceHash).not.toBe(one.traceHash)
  })

  it('[CLU-4] watching changes nothing', () => {
    expect(watched({ links: LOSSY }).report).toEqual(run({ links: LOSSY }))
  })

  it('[CLU-5] without faults everyone is right about everyone, at once and all the time', () => {
    const report = run({ writes: 20, broadcasts: 10 })
    expect(report).toMatchObject({ violations: [], deaths: [], faults: {} })
    expect(report.settledAfterMs).toBeLessThan(1_000)
    expect(report.mistakes).toEqual({
      falseDeaths: 0,
      deathsOfTheUnreachable: 0,
      suspicions: 0,
      refutations: 0,
    })
    expect(report.accuracy.every(({ accuracy }) => accuracy === 1)).toBe(true)
    expect(report.formedAfterMs).toBeLessThan(2_000)
    expect(report.broadcasts).toMatchObject({ sent: 10, missed: 0, doubled: 0 })
    expect(report.keys).toMatchObject({ written: 20, agreed: true })
    expect(report.views).toHaveLength(6)
  })

  it('[CLU-5] a single node is a mesh, and has nobody to talk to', () => {
    const report = run({ nodes: 1, writes: 3, broadcasts: 3 })
    expect(report).toMatchObject({ violations: [], formedAfterMs: 0 })
    expect(report.traffic.frames).toBe(0)
  })

  it('[CLU-6] what is lost, held up, repeated and garbled is counted, and does no harm', () => {
    const report = run({
      links: LOSSY,
      frames: { duplicateShare: 0.1, corruptShare: 0.05 },
      writes: 20,
      broadcasts: 10,
      durationMs: 20_000,
    })
    const kinds = ['frame garbled', 'frame held up', 'frame lost', 'frame repeated']
    expect(Object.keys(report.faults)).toEqual(kinds)
    expect(report.violations).toEqual([])
    expect(report.traffic.droppedFrames).toBeGreaterThan(0)
  })

  it('[CLU-6] a storm of joins with loss ends with everyone knowing everyone', () => {
    const report = run({ nodes: 32, joinWithinMs: 0, links: LOSSY })
    expect(report.formedAfterMs).toBeLessThan(3_000)
    expect(report.accuracy.at(-1)?.accuracy).toBe(1)
  })

  it('[CLU-7] clocks that run at different speeds make nobody dead', () => {
    const report = run({ driftShare: 0.1, durationMs: 60_000 })
    expect(report.mistakes.falseDeaths).toBe(0)
    expect(report.violations).toEqual([])
    expect(report.traceHash).not.toBe(run({ durationMs: 60_000 }).traceHash)
  })

  it('[CLU-7] a slow node is slow for a while, and nobody is lost by it', () => {
    const slowness = readSlowness('--slow', ['node-2@1s-4s/60ms'], 6)
    const report = run({ durationMs: 10_000 }, { slowness })
    expect(report.faults).toMatchObject({ slow: 1 })
    expect(report.mistakes.falseDeaths).toBe(0)
    expect(report.violations).toEqual([])
  })

  it('[CLU-8] a restarted node is one new life, also when it has lost its generation', () => {
    const restarts = readRestarts('--restart', ['node-2@1s', 'node-4@1s/lost'], 6)
    const { report, events } = watched({}, { restarts })
    expect(report.faults).toMatchObject({ restart: 1, 'restart without its generation': 1 })
    expect(report.deaths).toEqual([])
    expect(report.violations).toEqual([])
    for (const subject of ['node-2', 'node-4'])
      expect(storyOf(events, subject, 'node-5')).toContain('restart')
    const [view] = report.views
    const rows = view?.members.filter(({ name }) => name === 'node-2' || name === 'node-4')
    expect(rows?.map(({ status }) => status)).toEqual(['alive', 'alive'])
    for (const { generation } of rows ?? []) expect(generation).toBeGreaterThan(5)
  })

  it('[CLU-8] who leaves has left everywhere and is no death', () => {
    const leaves = readStops('--leave', ['node-2@1s'], 6)
    const { report, events } = watched({}, { leaves })
    for (const observer of ['node-0', 'node-1', 'node-3'])
      expect(storyOf(events, 'node-2', observer)).toContain('left')
    expect(report.deaths).toEqual([])
    expect(report.violations).toEqual([])
  })

  it('[CLU-9] nodes come and go; once they stay, everyone sees who is there', () => {
    const churn = readChurn('--churn', '3/s@0s-10s')
    const report = run({ nodes: 12, durationMs: 10_000, broadcasts: 20, writes: 20 }, { churn })
    expect(report.deaths.length).toBeGreaterThan(10)
    expect(report.deaths.some(({ backAfterMs }) => backAfterMs !== undefined)).toBe(true)
    expect(report.accuracy.some(({ accuracy }) => accuracy < 1)).toBe(true)
    expect(report.accuracy.at(-1)).toMatchObject({ accuracy: 1, states: 1 })
    expect(report.violations).toEqual([])
  })

  it('[CLU-17] each detector is measured in the same course of faults', () => {
    const kills = readStops('--kill', ['node-3@500ms'], 6)
    const both = compareDetectors({ ...QUIET, durationMs: 20_000, schedule: { ...QUIET.schedule, kills } })
    expect(both.map(({ detector }) => detector)).toEqual(['swim', 'phi'])
    for (const { deaths, traffic, mistakes } of both) {
      expect(deaths[0]).toMatchObject({ node: 'node-3', noticedBy: 5, observers: 5 })
      expect(traffic.bytesPerSecondAndNode).toBeGreaterThan(0)
      expect(mistakes.falseDeaths).toBe(0)
    }
    expect(both[0]?.deaths[0]?.lastAfterMs).not.toBe(both[1]?.deaths[0]?.lastAfterMs)
  })

  it('[CLU-18] messages are pings, acks, updates and broadcasts, each with whence, whither and what is in it', () => {
    const { messages } = watched({ writes: 5, broadcasts: 5 })
    expect(new Set(messages.map(({ type }) => type))).toEqual(new Set(['ping', 'ack', 'update', 'broadcast']))
    const update = messages.find(({ summary }) => summary.includes('/key-'))
    expect(update).toMatchObject({ type: 'update', dropped: false })
    expect(update?.bytes).toBeGreaterThan(12)
    expect(messages.map(({ messageId }) => messageId)).toEqual(messages.map((_, index) => index))
    expect(messages.filter(({ from, to }) => from === to)).toEqual([])
  })

  it('[CLU-18] progress goes up to all of it', () => {
    const shares: number[] = []
    runCluster(QUIET, { onProgress: (share) => shares.push(share) })
    expect(shares).toHaveLength(100)
    expect(shares.toSorted((a, b) => a - b)).toEqual(shares)
    expect(shares.at(-1)).toBe(1)
  })
})
