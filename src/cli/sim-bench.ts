import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { version } from '../server/version.ts'
import type { Meter } from '../simulator/bench/meter.ts'
import { runBench } from '../simulator/bench/run-bench.ts'
import { benchCsv } from '../simulator/report/bench/bench-csv.ts'
import { benchPage } from '../simulator/report/bench/bench-page.ts'
import { benchText } from '../simulator/report/bench/bench-text.ts'
import { type Envelope, jsonReport } from '../simulator/report/envelope.ts'
import { EXIT_OK } from './exit-status.ts'
import { writeAll } from './line-sink.ts'
import type { BenchCommand } from './sim-bench-options.ts'
import { Progress } from './sim-progress.ts'

/** `gamemesh sim bench`: what strategies, fanouts, sizes and detectors cost, side by side. */
export function simBench({ options, output }: BenchCommand): number {
  const progress = new Progress('')
  const report = runBench(options, thisMachine(), (part, share) => progress.show(share, `of ${part}`))
  progress.end()
  const envelope: Envelope = { level: 'bench', version: version(), options, ok: true, result: report }
  if (output.html !== undefined) writeAll(benchPage(report, envelope), output.html)
  if (output.report === 'json') writeAll(jsonReport(envelope))
  else writeAll(output.report === 'csv' ? benchCsv(report) : benchText(report))
  return EXIT_OK
}

function thisMachine(): Meter {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  return {
    wallMs: () => performance.now(),
    memoryBytes: () => {
      // The second time frees the buffers that the first found to be garbage.
      if (typeof collect === 'function')
        for (let time = 0; time < 2; time++) Reflect.apply(collect, undefined, [])
      const { heapUsed, arrayBuffers } = process.memoryUsage()
      return heapUsed + arrayBuffers
    },
  }
}
