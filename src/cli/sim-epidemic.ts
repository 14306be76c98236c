import { version } from '../server/version.ts'
import { Epidemic } from '../simulator/epidemic/epidemic.ts'
import { DEFAULT_OPTIONS, type EpidemicOptions } from '../simulator/epidemic/options.ts'
import type { EpidemicObserver } from '../simulator/epidemic/report.ts'
import { runEpidemic } from '../simulator/epidemic/run-epidemic.ts'
import { heldStates } from '../simulator/epidemic/values/held-states.ts'
import { type Envelope, jsonReport } from '../simulator/report/envelope.ts'
import { classicText, outcomeLine, statesText } from '../simulator/report/epidemic/classic-text.ts'
import { epidemicCsv } from '../simulator/report/epidemic/epidemic-csv.ts'
import { epidemicPage } from '../simulator/report/epidemic/epidemic-page.ts'
import { Recording } from '../simulator/report/epidemic/recording.ts'
import { type SeedRow, seedRow, seedsCsv, seedsText } from '../simulator/report/epidemic/seeds.ts'
import { traceLine } from '../simulator/report/epidemic/trace-line.ts'
import { MOST_FLOW_NODES } from '../simulator/report/html/flow.ts'
import { resultHash } from '../simulator/report/result-hash.ts'
import { EXIT_FAILED, EXIT_OK } from './exit-status.ts'
import { LineSink, writeAll } from './line-sink.ts'
import type { EpidemicCommand } from './sim-epidemic-options.ts'
import { Progress } from './sim-progress.ts'
import { tell } from './terminal.ts'

/** More nodes than these have a curve by rounds: each arrival for itself would be too much to keep. */
const MOST_RECORDED_NODES = 20_000
/** Virtual time between two looks at how far it is. */
const SLICE_MS = 5

export function simEpidemic(command: EpidemicCommand): number {
  return command.seeds > 1 ? manySeeds(command) : oneSeed(command)
}

function oneSeed({ options, from: seed, writes, output }: EpidemicCommand): number {
  const { nodes = DEFAULT_OPTIONS.nodes } = options
  const recording = new Recording(nodes <= MOST_FLOW_NODES)
  const sink = output.trace && new LineSink(output.trace.to === 'file' ? output.trace.file : undefined)
  const isRecorded = output.html !== undefined && nodes <= MOST_RECORDED_NODES
  const observer = joined(isRecorded ? recording.observer : {}, sink && traced(sink))
  const epidemic = played({ ...options, seed }, observer)
  const report = epidemic.report()
  const held = writes && heldStates(epidemic, writes.writes, writes.merge)
  sink?.end()
  const envelope: Envelope = {
    level: 'epidemic',
    version: version(),
    seed,
    options: {
      ...DEFAULT_OPTIONS,
      ...options,
      ...(writes && { writes: writes.writes, merge: writes.merge }),
      seed,
    },
    ok: report.converged,
    result: { ...report, ...held },
    traceHash: resultHash(report),
  }
  if (output.html !== undefined) writeAll(epidemicPage(report, recording, envelope), output.html)
  if (output.report === 'text') writeAll(`${classicText(report)}${held ? statesText(held) : ''}`)
  if (output.report === 'json') writeAll(jsonReport(envelope))
  if (output.report === 'csv') writeAll(epidemicCsv(report))
  if (!report.converged) tell(`seed ${seed}: ${outcomeLine(report)}`)
  else if (output.report === 'none') tell(`seed ${seed}: ${outcomeLine(report)}`)
  return report.converged ? EXIT_OK : EXIT_FAILED
}

function joined(
  one: EpidemicObserver,
  trace: EpidemicObserver['message'] | undefined,
): EpidemicObserver | undefined {
  if (!trace) return one.message ? one : undefined
  return {
    ...one,
    message: (...sent) => {
      trace(...sent)
      one.message?.(...sent)
    },
  }
}

function traced(sink: LineSink): EpidemicObserver['message'] {
  return (atMs, from, to, broadcast, type, hops, dropped) =>
    sink.write(traceLine(atMs, from, to, broadcast, type, hops, dropped))
}

/** In slices only where somebody watches. */
function played(options: EpidemicOptions, observer: EpidemicObserver | undefined): Epidemic {
  const epidemic = new Epidemic(options, observer)
  if (!Progress.isSeen) {
    epidemic.advance(Infinity)
    return epidemic
  }
  const progress = new Progress('of the nodes have it')
  for (let untilMs = SLICE_MS; !epidemic.isOver; untilMs = epidemic.nowMs + SLICE_MS) {
    epidemic.advance(untilMs)
    const { reached, live } = epidemic.stats()
    progress.show(reached / Math.max(1, live))
  }
  progress.end()
  return epidemic
}

function manySeeds({ options, from, seeds, output }: EpidemicCommand): number {
  const progress = new Progress(`of ${seeds} seeds`)
  const rows: SeedRow[] = []
  for (let seed = from; seed < from + seeds; seed++) {
    rows.push(seedRow(runEpidemic({ ...options, seed })))
    progress.show(rows.length / seeds)
  }
  progress.end()
  const failed = rows.filter(({ converged }) => !converged)
  const ok = failed.length === 0
  const envelope: Envelope = {
    level: 'epidemic',
    version: version(),
    options: { ...DEFAULT_OPTIONS, ...options, seed: undefined, from, seeds },
    ok,
    result: { converged: seeds - failed.length, seeds: rows },
    traceHash: resultHash(rows),
  }
  if (output.report === 'json') writeAll(jsonReport(envelope))
  else writeAll(output.report === 'csv' ? seedsCsv(rows) : seedsText(rows))
  if (!ok) tell(`${failed.length} of ${seeds} seeds did not converge`)
  return ok ? EXIT_OK : EXIT_FAILED
}
