import { describe, expect, it } from '@jest/globals'
import { WORKLOADS, findVariant } from '../../../src/maelstrom/workloads/workloads.ts'
import { VirtualNetwork } from './virtual-network.ts'

const all = Object.entries(WORKLOADS).flatMap(([workload, { variants }]) =>
  Object.keys(variants).map((variant) => [workload, variant] as const),
)

describe('the workloads', () => {
  it.each(all)('[MAEL-23] %s %s is a program with a line about it', async (workload, variant) => {
    const found = findVariant(workload, variant)
    if (!found.ok) throw new Error(found.message)
    expect(found.variant.about).toMatch(/^.{10,100}$/)
    const network = new VirtualNetwork(await found.variant.load(), { nodes: 1 })
    expect(network.answer('n0', { type: 'no-such-request' })).toMatchObject({ type: 'error', code: 10 })
  })

  it('[MAEL-23] have a variant that is taken when none is named', () => {
    expect(findVariant('broadcast')).toMatchObject({ ok: true, name: 'batched' })
    for (const { variants, defaultVariant } of Object.values(WORKLOADS)) {
      expect(Object.keys(variants)).toContain(defaultVariant)
    }
  })

  it.each([
    ['toString', undefined, /^unknown workload: "toString"; there are: echo, unique-ids, broadcast/],
    ['broadcast', 'fast', /^unknown variant of broadcast: "fast"; there are: single, all-to-all, tree/],
  ])('[MAEL-23] that do not exist are refused with a list: %s %s', (workload, variant, message) => {
    expect(findVariant(workload, variant)).toEqual({ ok: false, message: expect.stringMatching(message) })
  })
})
