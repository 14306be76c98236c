import { compact } from '../report/numbers.ts'
import type { Playback } from './playback.ts'
import type { Surface } from './surface.ts'
import type { Theme } from './theme.ts'

const LEFT = 44
const BOTTOM = 24
const TOP = 8
const RIGHT = 10
const SHARES = [0, 0.5, 1]
/** Narrower marks would run into each other. */
const MIN_MARK_WIDTH = 70

/** How many nodes knew it by when, the moment that is shown, and the one at which theory expects everyone to know. */
export function drawCurve(surface: Surface, theme: Theme, playback: Playback): void {
  const { context, width, height } = surface
  const { curve } = playback.chronicle
  const { predictedMs } = playback
  const endMs = Math.max(playback.frontMs, playback.roundMs, predictedMs ?? 0)
  const x = (atMs: number) => LEFT + (atMs / endMs) * (width - LEFT - RIGHT)
  const y = (share: number) => TOP + (1 - share) * (height - TOP - BOTTOM)
  surface.clear()
  drawFrame(surface, theme, endMs, x, y)

  context.beginPath()
  context.moveTo(x(0), y(0))
  let share = 0
  for (const { atMs, know } of curve) {
    context.lineTo(x(atMs), y(share))
    share = know / playback.nodes
    context.lineTo(x(atMs), y(share))
  }
  context.lineTo(x(playback.frontMs), y(share))
  context.strokeStyle = theme.knows
  context.lineWidth = 2
  context.lineJoin = 'round'
  context.stroke()
  context.lineTo(x(playback.frontMs), y(0))
  context.globalAlpha = 0.14
  context.fillStyle = theme.knows
  context.fill()
  context.globalAlpha = 1

  if (predictedMs !== null) drawPrediction(surface, theme, x(predictedMs))
  const now = Math.round(x(Math.min(playback.shownMs, endMs)))
  context.fillStyle = theme.message
  context.fillRect(now - 1, TOP, 2, height - TOP - BOTTOM)
}

function drawPrediction({ context, width, height }: Surface, theme: Theme, x: number): void {
  context.strokeStyle = context.fillStyle = theme.ink
  context.globalAlpha = 0.75
  context.lineWidth = 1
  context.setLineDash([2, 4])
  context.beginPath()
  context.moveTo(x, TOP)
  context.lineTo(x, height - BOTTOM)
  context.stroke()
  context.setLineDash([])
  const isRight = x > width / 2
  context.textAlign = isRight ? 'right' : 'left'
  context.textBaseline = 'alphabetic'
  context.fillText('predicted', x + (isRight ? -6 : 6), height - BOTTOM - 8)
  context.globalAlpha = 1
}

function drawFrame(
  { context, width, height }: Surface,
  theme: Theme,
  endMs: number,
  x: (atMs: number) => number,
  y: (share: number) => number,
): void {
  context.font = '12px system-ui, sans-serif'
  context.fillStyle = theme.ink
  context.textBaseline = 'middle'
  context.textAlign = 'right'
  for (const share of SHARES) {
    context.globalAlpha = 0.8
    context.fillText(`${share * 100} %`, LEFT - 8, y(share))
    context.globalAlpha = 0.15
    context.fillRect(LEFT, Math.round(y(share)), width - LEFT - RIGHT, 1)
  }
  context.globalAlpha = 0.8
  context.textAlign = 'center'
  context.textBaseline = 'alphabetic'
  const everyMs = markEvery(endMs, (width - LEFT - RIGHT) / MIN_MARK_WIDTH)
  for (let atMs = 0; atMs <= endMs; atMs += everyMs) {
    const isLast = x(atMs) > width - MIN_MARK_WIDTH / 2
    context.textAlign = isLast ? 'right' : 'center'
    context.fillText(atMs === 0 ? '0' : `${compact(atMs)} ms`, isLast ? width - 2 : x(atMs), height - 6)
  }
  context.globalAlpha = 1
}

/** 1, 2 or 5 times a power of ten, so that at most so many marks fit. */
function markEvery(endMs: number, marks: number): number {
  const least = endMs / Math.max(1, Math.floor(marks))
  const power = 10 ** Math.floor(Math.log10(least))
  return power * ([1, 2, 5, 10].find((factor) => power * factor >= least) ?? 10)
}
