import { describe, expect, it } from '@jest/globals'
import { TIMING_PRESETS } from '../../../../src/gossip/membership/timing.ts'
import { readCuts, readPartitions } from '../../../../src/simulator/schedule/partitions.ts'
import { readPauses, readStops } from '../../../../src/simulator/schedule/stops.ts'
import { run, storyOf, watched } from './watched-run.ts'

const kills = readStops('--kill', ['node-3@500ms'], 6)

describe('stories of the failure detector', () => {
  it('[CLU-10] a killed node is pinged, asked for through K others, suspected and dead, in this order', () => {
    const { messages, events } = watched({ preset: 'lan', durationMs: 30_000 }, { kills })
    const { indirectProbes } = TIMING_PRESETS.lan
    const suspicion = events.find(({ kind, subject }) => kind === 'suspect' && subject === 'node-3')
    const accuser = suspicion?.observer ?? ''
    const fromAccuser = messages.filter(({ atMs, from }) => from === accuser && atMs > 500)
    const asked = fromAccuser.filter(
      ({ frame, summary }) => frame === 'ping-request' && summary.includes('node-3'),
    )
    const pinged = fromAccuser.find(({ frame, to }) => frame === 'ping' && to === 'node-3')
    const died = events.find(
      ({ kind, subject, observer }) => kind === 'dead' && subject === 'node-3' && observer === accuser,
    )
    expect(asked.slice(0, indirectProbes).map(({ type }) => type)).toEqual(['ping', 'ping', 'ping'])
    expect(new Set(asked.slice(0, indirectProbes).map(({ to }) => to)).size).toBe(indirectProbes)
    const order = [pinged?.atMs, asked[0]?.atMs, suspicion?.atMs, died?.atMs].map(
      (atMs) => atMs ?? Number.NaN,
    )
    expect(order).toEqual(order.toSorted((a, b) => a - b))
    const [pingMs = 0, askMs = 0, suspectMs = 0, deadMs = 0] = order
    expect(askMs - pingMs).toBeGreaterThanOrEqual(TIMING_PRESETS.lan.minProbeTimeoutMs)
    expect(suspectMs).toBeGreaterThan(askMs)
    expect(deadMs).toBeGreaterThan(suspectMs)
  })

  it('[CLU-10] the lan preset probes once a second, waits half a second, and asks three others', () => {
    expect(TIMING_PRESETS.lan).toMatchObject({
      probeIntervalMs: 1_000,
      minProbeTimeoutMs: 500,
      indirectProbes: 3,
    })
  })

  it('[CLU-11] everyone learns of a death within seconds, and the report says who was first and last', () => {
    const { deaths, mistakes } = run({ preset: 'lan', nodes: 10, durationMs: 30_000 }, { kills })
    expect(deaths).toMatchObject([{ node: 'node-3', atMs: 500, noticedBy: 9, observers: 9 }])
    const [{ suspectedAfterMs = NaN, firstAfterMs = NaN, lastAfterMs = NaN } = {}] = deaths
    expect(suspectedAfterMs).toBeLessThan(firstAfterMs)
    expect(firstAfterMs).toBeLessThan(lastAfterMs)
    expect(lastAfterMs).toBeLessThan(10_000)
    expect(mistakes.falseDeaths).toBe(0)
  })

  it('[CLU-12] a node that pauses for less than a suspicion refutes with a higher incarnation and never dies', () => {
    const pauses = readPauses('--pause', ['node-3@1s-1250ms'], 6)
    const { events, report } = watched({}, { pauses })
    const about = events.filter(({ subject, observer }) => subject === 'node-3' && observer !== 'world')
    expect(about.filter(({ kind }) => kind === 'dead')).toEqual([])
    expect(about.some(({ kind }) => kind === 'suspect')).toBe(true)
    const back = about.filter(({ kind }) => kind === 'refute')
    expect(back.length).toBeGreaterThan(0)
    for (const { incarnation } of back) expect(incarnation).toBeGreaterThan(0)
    expect(report.mistakes).toMatchObject({ falseDeaths: 0, deathsOfTheUnreachable: 0 })
    for (const { members } of report.views)
      expect(members.find(({ name }) => name === 'node-3')).toMatchObject({ status: 'alive' })
  })

  it('[CLU-13] with only the link between two cut, neither is ever suspected by the other', () => {
    const cuts = readCuts('--cut', ['node-1<>node-2@500ms-20s'], 6)
    for (const nodes of [3, 6]) {
      const { events } = watched({ nodes, durationMs: 20_000 }, { cuts })
      expect(storyOf(events, 'node-2', 'node-1')).toEqual([])
      expect(storyOf(events, 'node-1', 'node-2')).toEqual([])
    }
  })

  it('[CLU-13] while the link is cut, others answer for the one who is out of reach', () => {
    const cuts = readCuts('--cut', ['node-1<>node-2@500ms-10s'], 6)
    const { messages } = watched({ durationMs: 10_000 }, { cuts })
    const relayed = messages.filter(
      ({ to, frame, summary }) =>
        to === 'node-1' && frame === 'relay-ack' && summary.includes('node-2 answers'),
    )
    expect(relayed.length).toBeGreaterThan(0)
  })

  it('[CLU-14] a node that nobody reaches is suspected and then dead for all others', () => {
    const partitions = readPartitions('--partition', ['node-2|*@500ms-9s'], 6)
    const { events, report } = watched({ durationMs: 8_000 }, { partitions })
    for (const observer of ['node-0', 'node-1', 'node-3', 'node-4', 'node-5'])
      expect(
        storyOf(
          events.filter(({ atMs }) => atMs > 0 && atMs < 8_000),
          'node-2',
          observer,
        ),
      ).toEqual(['suspect', 'dead'])
    expect(report.mistakes.falseDeaths).toBe(0)
    expect(report.mistakes.deathsOfTheUnreachable).toBeGreaterThanOrEqual(5)
    expect(report.violations).toEqual([])
  })

  it('[CLU-15] who cannot be sent to is suspected at once, without waiting for a probe', () => {
    const [told, silent] = [true, false].map((reportsDown) =>
      run({ preset: 'lan', reportsDown, durationMs: 20_000 }, { kills }),
    )
    const after = (report: typeof told) => report?.deaths[0]?.suspectedAfterMs ?? Number.NaN
    expect(after(told)).toBeLessThan(after(silent))
    const { messages, events } = watched({ preset: 'lan', reportsDown: true, durationMs: 20_000 }, { kills })
    const suspicion = events.find(({ kind, subject }) => kind === 'suspect' && subject === 'node-3')
    const sent = messages.find(({ atMs, to }) => to === 'node-3' && atMs > 500)
    // One way to where nobody listens: the transport of the sender tells at once.
    expect((suspicion?.atMs ?? NaN) - (sent?.atMs ?? NaN)).toBeLessThanOrEqual(20)
    expect(suspicion?.observer).toBe(sent?.from)
  })

  it('[CLU-16] news of members rides on what is sent anyway: pings tell a suspect what it is held for', () => {
    const partitions = readPartitions('--partition', ['node-2|*@500ms-9s'], 6)
    const { messages } = watched({ durationMs: 8_000 }, { partitions })
    const accusing = messages.filter(({ frame, updates }) => frame === 'ping' && updates.length > 0)
    expect(accusing.length).toBeGreaterThan(0)
    expect(new Set(accusing.flatMap(({ updates }) => updates.map(({ state }) => state)))).toEqual(
      new Set(['suspect', 'dead']),
    )
    const digests = messages.filter(({ frame, updates }) => frame === 'ack' && updates.length > 0)
    expect(
      digests.some(({ updates }) => updates.some(({ node, state }) => node === 'node-2' && state === 'dead')),
    ).toBe(true)
  })

  it('[CLU-16] an idle mesh sends pings and acks only', () => {
    const { traffic } = run()
    expect(Object.keys(traffic.framesByType).toSorted()).toEqual(['ack', 'ping'])
    expect(traffic.framesPerSecondAndNode).toBeCloseTo(20, 0)
  })
})
