import type { EngineEffect, EngineInput, MeshEngine } from '../../../../src/gossip/engine/port.ts'
import type { HostTimers } from '../../../../src/gossip/transport/host.ts'

export interface Say {
  readonly kind: 'say'
  readonly text: string
}

type Effect = EngineEffect<string>

/** Does what the test tells it to. */
export class FakeEngine implements MeshEngine<Say, string> {
  readonly inputs: Array<EngineInput<Say>> = []
  readonly times: number[] = []
  wakeAtMs = Infinity
  answer: (input: EngineInput<Say>) => Effect[] = () => []

  step(nowMs: number, input: EngineInput<Say>): Effect[] {
    this.times.push(nowMs)
    this.inputs.push(input)
    return this.answer(input)
  }

  nextWakeMs(): number {
    return this.wakeAtMs
  }

  get kinds(): string[] {
    return this.inputs.map((input) => input.kind)
  }
}

/** Time that passes when the test says so. */
export class FakeTimers implements HostTimers {
  nowMs = 0
  armed: Array<{ readonly atMs: number; readonly fire: () => void }> = []

  monotonicNowMs(): number {
    return this.nowMs
  }

  readonly arm = (ms: number, fire: () => void) => {
    const entry = { atMs: this.nowMs + ms, fire }
    this.armed.push(entry)
    return () => {
      this.armed = this.armed.filter((other) => other !== entry)
    }
  }

  advance(ms: number): void {
    this.nowMs += ms
    const due = this.armed.filter(({ atMs }) => atMs <= this.nowMs)
    this.armed = this.armed.filter(({ atMs }) => atMs > this.nowMs)
    for (const { fire } of due) fire()
  }
}
