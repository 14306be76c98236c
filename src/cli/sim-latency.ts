import type { Latency } from '../simulator/epidemic/options.ts'
import { refused, msOf, numberOf } from './sim-values.ts'

const FORM = '10ms, 1ms..100ms, exponential:20ms, log-normal:20ms/0.5 or regions'
const DEFAULT_SIGMA = 0.5

/** `--latency` and `--jitter`: how long messages take. */
export function latencyOf(text: string | undefined, jitter: string | undefined, usual: Latency): Latency {
  const latency = text === undefined ? usual : readLatency(text)
  if (jitter === undefined) return latency
  if (latency.kind !== 'constant')
    throw new Error(`--jitter ${jitter}: the latency varies already; allowed: with a latency such as 10ms`)
  const byMs = msOf('jitter', jitter, latency.ms)
  return { kind: 'uniform', fromMs: latency.ms - byMs, toMs: latency.ms + byMs }
}

function readLatency(text: string): Latency {
  if (text === 'regions') return { kind: 'regions' }
  const [kind = '', rest] = text.split(':')
  if (kind === 'exponential' && rest !== undefined) return { kind, meanMs: msOf('latency', rest) }
  if (kind === 'log-normal' && rest !== undefined) {
    const [median = '', sigma = String(DEFAULT_SIGMA)] = rest.split('/')
    return { kind, medianMs: msOf('latency', median), sigma: numberOf('latency', sigma, FORM) }
  }
  if (rest !== undefined) throw refused('latency', text, FORM)
  const [from = '', to] = text.split('..')
  if (to === undefined) return { kind: 'constant', ms: constantOf(text) }
  return { kind: 'uniform', fromMs: msOf('latency', from), toMs: msOf('latency', to) }
}

function constantOf(text: string): number {
  if (!/^\d/.test(text)) throw refused('latency', text, FORM)
  return msOf('latency', text)
}
