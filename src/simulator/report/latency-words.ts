import { assertNever } from '../../base/assert.ts'
import type { Latency } from '../epidemic/options.ts'
import { short } from './numbers.ts'

/** `10ms`, or what it varies by. */
export function latencyWords(latency: Latency): string {
  switch (latency.kind) {
    case 'constant':
      return `${short(latency.ms)}ms`
    case 'uniform':
      return `${short(latency.fromMs)}-${short(latency.toMs)}ms`
    case 'exponential':
      return `exponential, mean ${short(latency.meanMs)}ms`
    case 'log-normal':
      return `log-normal, median ${short(latency.medianMs)}ms`
    case 'regions':
      return 'between measured regions'
    default:
      return assertNever(latency)
  }
}
