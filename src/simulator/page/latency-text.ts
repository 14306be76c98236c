import { OptionError } from '../epidemic/option-error.ts'
import type { Latency } from '../epidemic/options.ts'
import { durationMs } from '../schedule/moments.ts'

const FORMS = '10ms, 1ms..100ms, exponential:20ms, log-normal:20ms/0.5 or regions'

/** A latency as one value of a query or a form, in the words of the command line; a number without a unit is of ms. */
export function readLatency(text: string): Latency {
  const latency = latencyOf(text)
  if (latency === undefined) throw new OptionError('latency', text, FORMS)
  return latency
}

export function latencyText(latency: Latency): string {
  switch (latency.kind) {
    case 'constant':
      return `${latency.ms}ms`
    case 'uniform':
      return `${latency.fromMs}ms..${latency.toMs}ms`
    case 'exponential':
      return `exponential:${latency.meanMs}ms`
    case 'log-normal':
      return `log-normal:${latency.medianMs}ms/${latency.sigma}`
    default:
      return latency.kind
  }
}

function latencyOf(text: string): Latency | undefined {
  if (text === 'regions') return { kind: text }
  const [, kind = '', first = '', mark = '', second = ''] = FORM.exec(text) ?? []
  const ms = msOf(first)
  if (ms === undefined) return undefined
  const secondMs = msOf(second)
  switch (`${kind}${mark}`) {
    case '':
      return { kind: 'constant', ms }
    case '..':
      return secondMs === undefined ? undefined : { kind: 'uniform', fromMs: ms, toMs: secondMs }
    case 'exponential:':
      return { kind: 'exponential', meanMs: ms }
    case 'log-normal:/':
      return Number.isNaN(Number(second))
        ? undefined
        : { kind: 'log-normal', medianMs: ms, sigma: Number(second) }
    default:
      return undefined
  }
}

/** The kind with its colon, a time, and perhaps a mark with one more number or time. */
const FORM = /^([a-z-]+:)?(\d[\d.]*?(?:ms|s|m)?)(?:(\.\.|\/)(\d[\d.]*(?:ms|s|m)?))?$/

function msOf(text: string): number | undefined {
  return durationMs(/\d$/.test(text) ? `${text}ms` : text)
}
