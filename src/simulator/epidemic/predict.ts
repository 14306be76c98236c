import { LN2, exp, ln } from './exact-math.ts'
import type { Prediction } from './report.ts'
import type { EpidemicSettings } from './settings.ts'

const FIXED_POINT_STEPS = 200
const MAX_PREDICTED_ROUNDS = 10_000

/** The share that a push reaches when everyone relays it once to `fanout` others: the root of r = 1 - e^(-fanout r). */
export function relayedOnceCoverage(fanout: number): number {
  let reached = 1
  for (let step = 0; step < FIXED_POINT_STEPS; step++) reached = 1 - exp(-fanout * reached)
  return reached
}

/**
 * Rounds until everyone has it, without loss and on a full network; null where theory has no answer. Sources: push, Pittel
 * (1987), for several targets Fountoulakis and Panagiotou (2010); pull and push-pull, Karp et al. (2000).
 */
export function predict(settings: EpidemicSettings, intervalRounds: number): Prediction | null {
  const { nodes, fanout, topology } = settings
  if (nodes < 2) return prediction(settings, 0, 'nobody to tell')
  if (settings.strategy === 'chain') return prediction(settings, nodes - 1, 'n - 1')
  if (topology !== 'full') return null
  switch (settings.strategy) {
    case 'push':
      return pushPrediction(settings, intervalRounds)
    case 'pull':
      return prediction(
        settings,
        spreads(nodes, 1 + fanout, 1 + fanout),
        fanoutText('log(F+1) n + log(F+1) ln n', fanout),
      )
    case 'push-pull':
      return prediction(
        settings,
        spreads(nodes, 1 + 2 * fanout, 1 + fanout),
        fanoutText('log(2F+1) n + log(F+1) ln n', fanout),
      )
    case 'anti-entropy':
      return prediction(settings, spreads(nodes, 3, 2), 'log3 n + log2 ln n')
    case 'broadcast':
    case 'flood':
      return prediction(settings, 1, '1')
    case 'tree':
      return prediction(settings, treeDepth(nodes, fanout), 'depth of the tree')
    default:
      return null
  }
}

function pushPrediction(settings: EpidemicSettings, intervalRounds: number): Prediction | null {
  const { nodes, fanout, repeatFanout } = settings
  if (repeatFanout === 0) return null
  if (repeatFanout === fanout && intervalRounds === 1) {
    const text = fanoutText('log(F+1) n + (ln n) / F', fanout)
    return prediction(settings, log(nodes, 1 + fanout) + ln(nodes) / fanout, text)
  }
  const rounds = expectedPushRounds(settings, intervalRounds)
  return rounds === null
    ? null
    : prediction(settings, rounds, 'expected numbers, round by round, with losses')
}

/**
 * The expected numbers of those reached, hop by hop: every newcomer sends `fanout` copies at once, and from its interval on
 * repeats `repeatFanout` per interval. Ends where half of all runs have nobody left, if those who miss it are spread as
 * Poisson says.
 */
function expectedPushRounds(settings: EpidemicSettings, intervalRounds: number): number | null {
  const { nodes, fanout, repeatFanout, repeatTo, drop } = settings
  // A node first repeats at the first of its moments that is an interval away: on average half an interval later.
  const firstRepeat = Math.round(1.5 * intervalRounds)
  const informed = [0, 1]
  let fresh = 1
  for (let round = 1; round <= MAX_PREDICTED_ROUNDS; round++) {
    const missing = nodes - (informed[round] ?? 0)
    const old = (informed[Math.max(0, round - firstRepeat)] ?? 0) / nodes
    const heard = old * repeatFanout * (1 - drop)
    const missedRepeats =
      repeatTo === 'in-turn' ? missedInTurn(heard, round, intervalRounds) : exp(-heard / intervalRounds)
    const left = missing * exp((-fanout * fresh * (1 - drop)) / nodes) * missedRepeats
    if (left < LN2) return round - 1 + (left <= 0 ? 1 : ln(missing / LN2) / ln(missing / left))
    fresh = missing - left
    informed.push(nodes - left)
  }
  return null
}

/**
 * In turn, everybody is told once per interval: of those who miss it at its beginning, the share `heard` has it at its end, and
 * equal parts of these get it in each of its rounds.
 */
function missedInTurn(heard: number, round: number, intervalRounds: number): number {
  const place = (round - 1) % intervalRounds
  const before = 1 - (Math.min(1, heard) * place) / intervalRounds
  const after = 1 - (Math.min(1, heard) * (place + 1)) / intervalRounds
  return before <= 0 ? 0 : after / before
}

function prediction(settings: EpidemicSettings, rounds: number, formula: string): Prediction {
  const { nodes, fanout } = settings
  const ruleOfThumb = fanout < 2 || nodes < 2 ? null : rounded(log(nodes, fanout))
  return { rounds: rounded(rounds), formula, ruleOfThumb }
}

/** Multiplies by `growth` up to half of all nodes; then what is missing is raised to the power `shrink` at each round. */
function spreads(nodes: number, growth: number, shrink: number): number {
  return log(nodes, growth) + Math.max(0, log(ln(nodes), shrink))
}

function fanoutText(text: string, fanout: number): string {
  return text
    .replaceAll('(2F+1)', String(2 * fanout + 1))
    .replaceAll('(F+1)', String(fanout + 1))
    .replaceAll('F', String(fanout))
}

function treeDepth(nodes: number, fanout: number): number {
  let depth = 0
  for (let first = 0; first < nodes - 1; first = (first + 1) * fanout) depth += 1
  return depth
}

function log(x: number, base: number): number {
  return x <= 0 ? 0 : ln(x) / ln(base)
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
