/**
 * One process of the multi-process test: a host with an engine that answers `ping …` with `pong …`, and tells on standard
 * output what it hears. Commands come on standard input: `say <address> <text>`, `stop`.
 */
import { createInterface } from 'node:readline'
import { seededStream } from '../../../src/base/rng.ts'
import type { EngineEffect, EngineInput, MeshEngine } from '../../../src/gossip/engine/port.ts'
import { EngineHost } from '../../../src/gossip/transport/host.ts'
import { systemTimers } from '../../../src/gossip/transport/system-timers.ts'
import { TcpTransport } from '../../../src/gossip/transport/tcp.ts'
import { pskLayer } from '../../../src/gossip/transport/tls-psk.ts'
import { frameOf, textOf } from './test-node.ts'

interface Say {
  readonly kind: 'say'
  readonly to: string
  readonly text: string
}

const TICK_MS = 20

class EchoEngine implements MeshEngine<Say, string> {
  #wakeAtMs = 0
  #ticks = 0

  step(nowMs: number, input: EngineInput<Say>): Array<EngineEffect<string>> {
    if (input.kind === 'wake') {
      this.#wakeAtMs = nowMs + TICK_MS
      return this.#ticks++ === 0 ? [{ kind: 'event', event: 'awake' }] : []
    }
    if (input.kind === 'unreachable') return [{ kind: 'event', event: `unreachable ${input.address}` }]
    if (input.kind === 'say') {
      return [{ kind: 'send', to: input.to, bytes: frameOf(input.text), urgent: false }]
    }
    const text = textOf(input.bytes)
    const heard = { kind: 'event', event: `heard ${input.from} ${text}` } as const
    const answer = { kind: 'send', to: input.from, bytes: frameOf(`re: ${text}`), urgent: true } as const
    return text.startsWith('re: ') ? [heard] : [heard, answer]
  }

  nextWakeMs(): number {
    return this.#wakeAtMs
  }
}

const [listen = '127.0.0.1:0'] = process.argv.slice(2)
const transport = new TcpTransport({
  cluster: 'echo',
  listen,
  networkType: 'LOCAL',
  layer: pskLayer({ cluster: 'echo', secret: 'a secret of three processes' }),
  random: seededStream(process.pid, 'back-off'),
})
const host = new EngineHost<Say, string>({
  engine: new EchoEngine(),
  transport,
  timers: systemTimers,
  onEvent: (event) => console.log(event),
  onListenerError: (error) => console.error(error),
  onBroken: (error) => console.error(error),
})
await host.start()
console.log(`address ${transport.address}`)

const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  const [command, to = '', ...words] = line.split(' ')
  if (command === 'say') host.command({ kind: 'say', to, text: words.join(' ') })
  else lines.close()
})
// Also when the test that started this is gone.
lines.on('close', () => void host.stop())
