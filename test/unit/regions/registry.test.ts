import { describe, expect, it } from '@jest/globals'
import { RegistrationRefusedError } from '../../../src/regions/errors.ts'
import type { RegionRegistration } from '../../../src/regions/region-instance.ts'
import { MAX_REGISTERED_INSTANCES, RegionRegistry } from '../../../src/regions/registry.ts'
import { manualRuntime } from '../../support/manual-runtime.ts'

const INTERVAL_MS = 30_000

function registration(region: string, more: Partial<RegionRegistration> = {}): RegionRegistration {
  return {
    region,
    instance: 'default',
    baseUrl: `http://${region}:8081`,
    intervalMs: INTERVAL_MS,
    draining: false,
    ...more,
  }
}

function newRegistry() {
  const { runtime, advance } = manualRuntime()
  return { registry: new RegionRegistry(runtime, 'hub'), advance }
}

describe('region registry', () => {
  it('[REG-1] replaces the entry of the same region and instance instead of adding one', () => {
    const { registry } = newRegistry()
    registry.register(registration('asia', { baseUrl: 'http://one:1' }))
    registry.register(registration('asia', { baseUrl: 'http://two:2' }))
    expect(registry.list()).toHaveLength(1)
    expect(registry.list()[0]).toMatchObject({ region: 'asia', baseUrl: 'http://two:2' })
  })

  it('[REG-1] keeps several instances of one region apart', () => {
    const { registry } = newRegistry()
    registry.register(registration('eu', { instance: 'b' }))
    registry.register(registration('eu', { instance: 'a' }))
    registry.register(registration('as'))
    expect(registry.list().map(({ region, instance }) => `${region}/${instance}`)).toEqual([
      'as/default',
      'eu/a',
      'eu/b',
    ])
  })

  it.each(['main', 'hub'])('[REG-2] refuses the name "%s", which belongs to the main server', (name) => {
    const { registry } = newRegistry()
    expect(() => registry.register(registration(name))).toThrow(RegistrationRefusedError)
    expect(registry.list()).toEqual([])
  })

  it('[REG-3] is unavailable after three missed heartbeats, and back with the next one', async () => {
    const { registry, advance } = newRegistry()
    registry.register(registration('eu'))
    await advance(3 * INTERVAL_MS - 1)
    expect(registry.list()[0]?.liveness).toBe('available')
    await advance(1)
    expect(registry.list()[0]?.liveness).toBe('unavailable')
    registry.register(registration('eu'))
    expect(registry.list()[0]?.liveness).toBe('available')
  })

  it('[REG-3] is forgotten after ten missed heartbeats', async () => {
    const { registry, advance } = newRegistry()
    registry.register(registration('eu'))
    await advance(10 * INTERVAL_MS - 1)
    expect(registry.list()).toHaveLength(1)
    await advance(1)
    expect(registry.list()).toEqual([])
  })

  it('[REG-3] judges each instance by its own interval', async () => {
    const { registry, advance } = newRegistry()
    registry.register(registration('fast', { intervalMs: 1_000 }))
    registry.register(registration('slow', { intervalMs: 60_000 }))
    await advance(4_000)
    expect(registry.list().map(({ liveness }) => liveness)).toEqual(['unavailable', 'available'])
  })

  it('[REG-4] holds a bounded number of instances, and still renews those it holds', () => {
    const { registry } = newRegistry()
    for (let count = 0; count < MAX_REGISTERED_INSTANCES; count++)
      registry.register(registration(`r${count}`))
    expect(() => registry.register(registration('one-more'))).toThrow(/limit of 1000/)
    expect(registry.register(registration('r7')).region).toBe('r7')
  })
})
