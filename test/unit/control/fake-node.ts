import type { ControlledNode, EventView, KeyView } from '../../../src/control/ports.ts'
import { OverloadedError } from '../../../src/base/errors.ts'

/** A node that only remembers. */
export class FakeNode implements ControlledNode {
  readonly values = new Map<string, unknown>()
  readonly sent: unknown[] = []
  readonly watchers = new Set<(change: KeyView) => void>()
  readonly listeners = new Set<(event: EventView) => void>()
  isOverloaded = false

  status() {
    return {
      name: 'fake',
      address: 'localhost:1',
      cluster: 'c',
      network: 'LOCAL',
      generation: 1,
      version: '0',
      uptime_seconds: 0,
      members: { alive: 1, suspicious: 0, dead: 0, left: 0 },
    }
  }

  members() {
    const common = { address: 'localhost:1', generation: 1, incarnation: 0, phi: null, metadata: {} }
    return [
      { ...common, name: 'fake', state: 'alive', self: true, rtt_ms: null } as const,
      { ...common, name: 'other', state: 'suspicious', self: false, rtt_ms: 3 } as const,
    ]
  }

  *keys(prefix: string) {
    for (const [key, value] of this.values) if (key.startsWith(prefix)) yield { key, value }
  }

  get(key: string) {
    return this.values.has(key) ? { key, value: this.values.get(key) } : undefined
  }

  set(key: string, value: unknown) {
    if (this.isOverloaded) throw new OverloadedError('too much')
    if (key.length > 256) throw new RangeError('a long key')
    this.values.set(key, value)
  }

  delete(key: string) {
    return this.values.delete(key)
  }

  describe(metadata: unknown) {
    this.sent.push(metadata)
  }

  async broadcast(...args: readonly unknown[]) {
    this.sent.push(args)
  }

  async query(question: unknown) {
    this.sent.push(question)
    return { answers: [], silent: ['other'] }
  }

  watch(_prefix: string, listener: (change: KeyView) => void) {
    this.watchers.add(listener)
    return () => void this.watchers.delete(listener)
  }

  onEvent(listener: (event: EventView) => void) {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  stats(): Record<string, unknown> {
    throw new Error('secret detail')
  }

  async metrics() {
    return { contentType: 'text/plain', text: 'a 1\n' }
  }

  leave() {
    this.sent.push('leave')
  }
}
