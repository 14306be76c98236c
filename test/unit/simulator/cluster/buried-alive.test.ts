import { describe, expect, it } from '@jest/globals'
import { seededStream } from '../../../../src/base/rng.ts'
import { Membership } from '../../../../src/gossip/membership/membership.ts'
import { TIMING_PRESETS } from '../../../../src/gossip/membership/timing.ts'
import type { MemberRow } from '../../../../src/gossip/wire/messages.ts'
import { readPartitions } from '../../../../src/simulator/schedule/partitions.ts'
import { run } from './watched-run.ts'

function row(name: string, changes: Partial<MemberRow> = {}): MemberRow {
  return { name, address: `${name}:1`, generation: 1, incarnation: 0, status: 'alive', ...changes }
}

/** Knows `a` as alive, and has heard at 10 ms that others declare it dead. */
function told(): Membership {
  const options = { timing: TIMING_PRESETS.local, lifeguard: true, random: seededStream(1, 'random') }
  const membership = new Membership(row('self'), options, 0)
  membership.claim(row('a'), 0)
  membership.claim(row('a', { status: 'dead' }), 10)
  return membership
}

const statusOf = ({ table }: Membership) => table.get('a')?.row.status

describe('who is declared dead by others', () => {
  it('[CLU-25] has the time of one objection, however often that is said again', () => {
    const membership = told()
    expect(statusOf(membership)).toBe('suspect')
    for (const nowMs of [11, 12, 50]) {
      expect(membership.claim(row('a', { status: 'dead' }), nowMs)).toEqual([])
      expect(statusOf(membership)).toBe('suspect')
    }
    const back = membership.claim(row('a', { incarnation: 1 }), 60)
    expect(back).toMatchObject([{ kind: 'changed', outcome: { kind: 'refuted' } }])
  })

  it('[CLU-25] is dead when that time has passed without one', () => {
    const membership = told()
    for (let nowMs = membership.nextWakeMs; nowMs < 3_000; nowMs = membership.nextWakeMs) {
      membership.asked(nowMs)
      membership.wake(nowMs)
    }
    expect(statusOf(membership)).toBe('dead')
  })

  it('[CLU-25] is dead at once by a later incarnation or generation that others know to be dead', () => {
    for (const later of [{ incarnation: 1 }, { generation: 2 }]) {
      const membership = told()
      membership.claim(row('a', { status: 'dead', ...later }), 20)
      expect(statusOf(membership)).toBe('dead')
    }
  })

  it('[CLU-25] the halves of a healed split bury hardly anybody of their own side', () => {
    const partitions = readPartitions('--partition', ['node-0..node-2|*@1s-21s'], 10)
    let falseDeaths = 0
    for (const seed of [1, 2, 3]) {
      for (const detector of ['swim', 'phi'] as const) {
        const options = { seed, detector, nodes: 10, durationMs: 30_000 }
        const { mistakes, violations } = run(options, { partitions })
        expect({ seed, detector, violations }).toEqual({ seed, detector, violations: [] })
        expect(mistakes.deathsOfTheUnreachable).toBeGreaterThanOrEqual(42)
        falseDeaths += mistakes.falseDeaths
      }
    }
    expect(falseDeaths).toBeLessThanOrEqual(2)
  })
})
