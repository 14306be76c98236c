import { describe, expect, it } from '@jest/globals'
import { MAX_PROBES, ProbeCycle, type ProbePlan } from '../../../../src/gossip/membership/probe-cycle.ts'
import { MAX_RELAY_DUTIES } from '../../../../src/gossip/membership/relay-duties.ts'
import { MAX_SENT_PINGS, SentPings } from '../../../../src/gossip/membership/sent-pings.ts'

const PLAN: ProbePlan = { directMs: 50, indirectMs: 100, chooseRelays: () => ['r1', 'r2', 'r3'] }

describe('a probe', () => {
  it('[MEMB-17] is a ping, then requests to relays, then a miss: in this order, each after its wait', () => {
    const cycle = new ProbeCycle()
    expect(cycle.start('x', PLAN, 0)).toEqual([{ kind: 'send-ping', target: 'x', seq: 1 }])
    expect(cycle.wake(49)).toEqual([])
    expect(cycle.wake(50)).toEqual([
      { kind: 'send-ping-request', relay: 'r1', seq: 2, target: 'x' },
      { kind: 'send-ping-request', relay: 'r2', seq: 3, target: 'x' },
      { kind: 'send-ping-request', relay: 'r3', seq: 4, target: 'x' },
    ])
    expect(cycle.nextMs).toBe(150)
    expect(cycle.wake(150)).toEqual([
      { kind: 'missed', target: 'x', withRelays: true, nackedBy: [], missedNacks: 3 },
    ])
    expect(cycle.underWay).toBe(0)
  })

  it('[MEMB-18] succeeds by a direct answer, which also gives the round trip', () => {
    const cycle = new ProbeCycle()
    cycle.start('x', PLAN, 0)
    const reached = { kind: 'reached', target: 'x', indirect: false }
    expect(cycle.acked('x', 1, 0, 20)).toEqual({ roundTripMs: 20, commands: [reached] })
    expect(cycle.acked('x', 1, 0, 21)).toEqual({ roundTripMs: undefined, commands: [] })
  })

  it('[MEMB-19] is not answered by another member or another number', () => {
    const cycle = new ProbeCycle()
    cycle.start('x', PLAN, 0)
    expect(cycle.acked('y', 1, 0, 20).commands).toEqual([])
    expect(cycle.acked('x', 2, 0, 20).commands).toEqual([])
    expect(cycle.isProbing('x')).toBe(true)
  })

  it('[MEMB-20] succeeds through one relay', () => {
    const cycle = new ProbeCycle()
    cycle.start('x', PLAN, 0)
    cycle.wake(50)
    expect(cycle.relayAcked('r1', 2, 'x', false)).toEqual([])
    expect(cycle.relayAcked('r2', 3, 'x', true)).toEqual([{ kind: 'reached', target: 'x', indirect: true }])
    expect(cycle.wake(999)).toEqual([])
  })

  it('[MEMB-21] is missed as soon as all relays have said so; a relay speaks once and for its own request', () => {
    const cycle = new ProbeCycle()
    cycle.start('x', PLAN, 0)
    cycle.wake(50)
    expect(cycle.relayAcked('r1', 2, 'x', false)).toEqual([])
    expect(cycle.relayAcked('r1', 2, 'x', false)).toEqual([])
    expect(cycle.relayAcked('r1', 3, 'x', false)).toEqual([])
    expect(cycle.relayAcked('r2', 3, 'x', false)).toEqual([])
    expect(cycle.relayAcked('r3', 4, 'x', false)).toEqual([
      { kind: 'missed', target: 'x', withRelays: true, nackedBy: ['r1', 'r2', 'r3'], missedNacks: 0 },
    ])
  })

  it('[MEMB-22] goes on pinging directly while relays try, and any of the answers counts', () => {
    const cycle = new ProbeCycle()
    cycle.start('x', PLAN, 0)
    expect(cycle.pingAgain(40)).toEqual([])
    cycle.wake(50)
    expect(cycle.pingAgain(100)).toEqual([{ kind: 'send-ping', target: 'x', seq: 5 }])
    expect(cycle.acked('x', 5, 0, 110).commands).toHaveLength(1)
  })

  it('[MEMB-23] goes to relays at once when the transport cannot send', () => {
    const cycle = new ProbeCycle()
    const kinds = cycle.startIndirect('x', PLAN, 0).map(({ kind }) => kind)
    expect(kinds).toEqual(['send-ping', 'send-ping-request', 'send-ping-request', 'send-ping-request'])
    expect(cycle.startIndirect('x', PLAN, 0)).toEqual([])
  })

  it('[MEMB-24] has bounds: probes under way, duties for others, pings remembered', () => {
    const cycle = new ProbeCycle()
    for (let index = 0; index < MAX_PROBES; index++) expect(cycle.start(`x${index}`, PLAN, 0)).toHaveLength(1)
    expect(cycle.start('one more', PLAN, 0)).toEqual([])
    for (let seq = 0; seq < MAX_RELAY_DUTIES; seq++)
      expect(cycle.requested({ to: 'b', seq, target: 'c' }, 50, 0)).toHaveLength(1)
    expect(cycle.requested({ to: 'b', seq: -1, target: 'c' }, 50, 0)).toEqual([])
    const pings = new SentPings()
    for (let index = 0; index < 2 * MAX_SENT_PINGS; index++) pings.send('x', 0)
    expect(pings.size).toBe(MAX_SENT_PINGS)
  })
})

describe('a relay', () => {
  it('[MEMB-25] pings the target and tells who asked that it was reached', () => {
    const cycle = new ProbeCycle()
    const duty = { to: 'a', seq: 77, target: 'x' }
    expect(cycle.requested(duty, 50, 0)).toEqual([{ kind: 'send-ping', target: 'x', seq: 1 }])
    expect(cycle.requested(duty, 50, 0)).toEqual([])
    expect(cycle.acked('x', 1, 6, 10).commands).toEqual([
      { kind: 'answer-relay', ...duty, reached: true, incarnation: 6 },
    ])
    expect(cycle.wake(99)).toEqual([])
  })

  it('[MEMB-26] tells in time that it was not', () => {
    const cycle = new ProbeCycle()
    cycle.requested({ to: 'a', seq: 77, target: 'x' }, 50, 0)
    expect(cycle.nextMs).toBe(50)
    expect(cycle.wake(50)).toEqual([
      { kind: 'answer-relay', to: 'a', seq: 77, target: 'x', reached: false, incarnation: 0 },
    ])
  })
})
