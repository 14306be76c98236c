import type { Measurement, Series } from './measurement.ts'

export interface Contender {
  readonly name: string
  measure(): Promise<Measurement>
}

/** Beside others that take more of the machine than this a load says little about its servers… */
export const DISTURBED_ABOVE = 0.15
/** …and is repeated, so many times at most. */
export const MOST_REPEATS = 3

/**
 * Measures all contenders in each round, every second round in the opposite order: what else the machine does, and how
 * it heats up, then meets all of them alike, and ratios within a round mean something on a noisy machine.
 */
export async function interleaved(
  contenders: readonly Contender[],
  rounds: number,
  say: (line: string) => void,
): Promise<Series[]> {
  const measured = contenders.map(({ name }) => ({ name, rounds: [] as Measurement[] }))
  for (let round = 0; round < rounds; round++) {
    const order = contenders.map((contender, index) => ({ contender, series: measured[index] }))
    for (const { contender, series } of round % 2 === 0 ? order : order.toReversed()) {
      const measurement = await undisturbed(contender, say)
      series?.rounds.push(measurement)
      const { perSecond, p99Ms, errors } = measurement
      say(
        `round ${round + 1}/${rounds}  ${contender.name}: ${Math.round(perSecond)}/s, p99 ${p99Ms.toFixed(1)} ms` +
          (errors > 0 ? `, ${errors} errors (${measurement.firstError})` : ''),
      )
    }
  }
  return measured
}

async function undisturbed(contender: Contender, say: (line: string) => void): Promise<Measurement> {
  for (let repeats = 0; ; repeats++) {
    const measurement = await contender.measure()
    if (!isDisturbed(measurement) || repeats === MOST_REPEATS) return measurement
    say(
      `${contender.name}: others took ${Math.round(100 * measurement.othersBusy)} % of the machine; once more`,
    )
  }
}

export function isDisturbed({ othersBusy }: Measurement): boolean {
  return othersBusy > DISTURBED_ABOVE
}
