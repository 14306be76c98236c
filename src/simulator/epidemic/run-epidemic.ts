import { Epidemic } from './epidemic.ts'
import type { EpidemicOptions } from './options.ts'
import type { EpidemicObserver, EpidemicReport } from './report.ts'

/** The whole run at once. Throws one line naming option, value and range if an option is out of range. */
export function runEpidemic(options: EpidemicOptions = {}, observer?: EpidemicObserver): EpidemicReport {
  const epidemic = new Epidemic(options, observer)
  epidemic.advance(Infinity)
  return epidemic.report()
}
