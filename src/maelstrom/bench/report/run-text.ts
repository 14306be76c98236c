import { type Limits, limitReports, stableLatencies } from '../presets/limits.ts'
import type { Quantiles } from '../checkers/quantiles.ts'
import type { Validity, Verdict } from '../checkers/verdict.ts'
import type { NetStats } from '../network/journal.ts'
import type { RunResult } from './judge-run.ts'

const LONGEST_DETAIL = 600
const SHOWN_TYPES = 8
const LONGEST_TYPE = 40

/** A run for people: the verdict first, then each part, then the figures. */
export function runText(result: RunResult, limits: Limits): string {
  const { parts, net } = result
  const lines = [
    `verdict: ${validityWord(result.valid)}`,
    ...Object.entries(parts).map(([name, part]) => `  ${name.padEnd(13)} ${partText(part)}`),
    `messages between servers per operation: ${figure(net.servers['msgs-per-op'])} (${trafficText(net)})`,
    ...limitReports(limits, result).map(
      ({ name, limit, found, isKept }) =>
        `  limit of the challenge: ${name} < ${limit}: ${isKept ? 'kept' : 'MISSED'} (${figure(found)})`,
    ),
    ...quantileLine('stable latency, sampled by reads', stableLatencies(result)),
    ...Object.entries(result['client-latency-ms']).flatMap(([f, times]) =>
      quantileLine(`client latency of ${f}`, times),
    ),
    ...visibilityLines(result),
    ...quantileLine('reads of the counter were behind by at least', result['staleness-ms']),
  ]
  return `${lines.join('\n')}\n`
}

function trafficText(net: NetStats): string {
  const types = Object.entries(net['servers-by-type'])
    .slice(0, SHOWN_TYPES)
    .map(([type, count]) => `${count} ${shownType(type)}`)
  return `${net.servers['msg-count']} messages${types.length > 0 ? `: ${types.join(', ')}` : ''}`
}

/** Anybody's node may have named it. */
function shownType(type: string): string {
  return JSON.stringify(type).slice(1, -1).slice(0, LONGEST_TYPE)
}

export function validityWord(valid: Validity): string {
  if (valid === 'unknown') return 'unknown'
  return valid ? 'valid' : 'INVALID'
}

function partText(part: Verdict): string {
  if (part.valid === true) return 'valid'
  const { valid, ...details } = part
  return `${validityWord(valid)} ${JSON.stringify(details).slice(0, LONGEST_DETAIL)}`
}

function visibilityLines({ visibility, options }: RunResult): string[] {
  if (!visibility) return []
  const rest = visibility['not-everywhere-count']
  const name = `accepted to visible everywhere (asked every ${visibility['probe-ms']} ms${rest > 0 ? `; ${rest} not seen everywhere` : ''})`
  return [
    ...quantileLine(name, visibility['accept-to-everywhere-ms']),
    ...(options.partitions
      ? quantileLine(
          '  from healing to visible everywhere, of what had waited for it',
          visibility['heal-to-everywhere-ms'],
        )
      : []),
  ]
}

function quantileLine(name: string, times: Quantiles | null): string[] {
  if (!times) return []
  const [median, p95, p99, max] = ['0.5', '0.95', '0.99', '1'].map((point) => times[point] ?? 0)
  return [`${name}: median ${median} ms, p95 ${p95} ms, p99 ${p99} ms, max ${max} ms`]
}

export function figure(value: number | null): string {
  if (value === null) return '-'
  return value >= 10 ? value.toFixed(1) : value.toFixed(3)
}
