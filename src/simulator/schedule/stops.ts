import { atSign, DURATION_FORM, durationMs, momentOf, type Span, spanOf } from './moments.ts'
import { type NodeSet, nodeSet } from './node-set.ts'
import { scheduleError } from './schedule-error.ts'

/** Something happens to nodes at one moment: a kill, a leave. */
export interface Stop {
  readonly nodes: NodeSet
  readonly atMs: number
}

/** The process stops and starts again at once. `state`: what its generation is afterwards. */
export interface Restart extends Stop {
  /** `kept`: higher than before, as saved. `lost`: nothing was saved, so it begins with an old one. */
  readonly state: 'kept' | 'lost'
}

/** Nodes stand still for a while. */
export interface Pause extends Span {
  readonly nodes: NodeSet
}

/** Everything to and from these nodes takes so much longer for a while. */
export interface Slowness extends Span {
  readonly nodes: NodeSet
  readonly byMs: number
}

/** Nodes die at random, each to come back after a while: so many a second on average. */
export interface Churn extends Span {
  readonly perSecond: number
}

const STOP_FORM = 'node-3@500ms, or node-3,node-5..node-9@500ms'
const RESTART_FORM = 'node-3@2s, or node-3@2s/lost for one that has lost its generation'
const PAUSE_FORM = 'node-3@1s-3s'
const SLOW_FORM = 'node-3@1s-3s/200ms'
const CHURN_FORM = '2/s@1s-10s, from 0.001/s to 1000/s'
const MIN_PER_SECOND = 0.001
const MAX_PER_SECOND = 1_000

/** `--kill`, `--leave`: one stop for each text. */
export function readStops(flag: string, texts: readonly string[], nodes: number): Stop[] {
  return texts.map((text) => {
    const { who, when } = atSign(flag, text, STOP_FORM)
    return { nodes: nodeSet(flag, text, who, nodes, STOP_FORM), atMs: momentOf(flag, text, when, STOP_FORM) }
  })
}

export function readRestarts(flag: string, texts: readonly string[], nodes: number): Restart[] {
  return texts.map((text) => {
    const { who, when } = atSign(flag, text, RESTART_FORM)
    const [moment = '', state = 'kept', ...rest] = when.split('/')
    if ((state !== 'kept' && state !== 'lost') || rest.length > 0)
      throw scheduleError(flag, text, 'behind / stands kept or lost', RESTART_FORM)
    const atMs = momentOf(flag, text, moment, RESTART_FORM)
    return { nodes: nodeSet(flag, text, who, nodes, RESTART_FORM), atMs, state }
  })
}

export function readPauses(flag: string, texts: readonly string[], nodes: number): Pause[] {
  return texts.map((text) => {
    const { who, when } = atSign(flag, text, PAUSE_FORM)
    return { nodes: nodeSet(flag, text, who, nodes, PAUSE_FORM), ...spanOf(flag, text, when, PAUSE_FORM) }
  })
}

export function readSlowness(flag: string, texts: readonly string[], nodes: number): Slowness[] {
  return texts.map((text) => {
    const { who, when } = atSign(flag, text, SLOW_FORM)
    const [span = '', by = '', ...rest] = when.split('/')
    const byMs = durationMs(by)
    if (byMs === undefined || rest.length > 0)
      throw scheduleError(flag, text, 'behind / stands how much slower', `${SLOW_FORM}; ${DURATION_FORM}`)
    return { nodes: nodeSet(flag, text, who, nodes, SLOW_FORM), byMs, ...spanOf(flag, text, span, SLOW_FORM) }
  })
}

export function readChurn(flag: string, text: string): Churn {
  const { who, when } = atSign(flag, text, CHURN_FORM)
  const [, digits] = /^(\d+(?:\.\d+)?)\/s$/.exec(who) ?? []
  const perSecond = Number(digits)
  if (digits === undefined || perSecond < MIN_PER_SECOND || perSecond > MAX_PER_SECOND)
    throw scheduleError(flag, text, `"${who}" is no rate`, CHURN_FORM)
  return { perSecond, ...spanOf(flag, text, when, CHURN_FORM) }
}
