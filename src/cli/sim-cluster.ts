import { version } from '../server/version.ts'
import type { ClusterReport } from '../simulator/cluster/cluster-report.ts'
import { compareDetectors, runCluster } from '../simulator/cluster/run-cluster.ts'
import { clusterCsv } from '../simulator/report/cluster/cluster-csv.ts'
import { clusterPage } from '../simulator/report/cluster/cluster-page.ts'
import {
  type ClusterSeedRow,
  clusterSeedRow,
  clusterSeedsCsv,
  clusterSeedsText,
} from '../simulator/report/cluster/cluster-seeds.ts'
import { clusterOutcome, clusterText } from '../simulator/report/cluster/cluster-text.ts'
import { clusterTraceLine } from '../simulator/report/cluster/cluster-trace.ts'
import { detectorsText } from '../simulator/report/cluster/detectors-text.ts'
import { type Envelope, jsonReport } from '../simulator/report/envelope.ts'
import { resultHash } from '../simulator/report/result-hash.ts'
import { EXIT_FAILED, EXIT_OK } from './exit-status.ts'
import { LineSink, writeAll } from './line-sink.ts'
import type { ClusterCommand } from './sim-cluster-options.ts'
import { Progress } from './sim-progress.ts'
import { tell } from './terminal.ts'

export function simCluster(command: ClusterCommand): number {
  if (command.comparesDetectors) return eachDetector(command)
  return command.seeds > 1 ? manySeeds(command) : oneSeed(command)
}

function oneSeed({ options: given, from: seed, output, showsMembers }: ClusterCommand): number {
  const options = { ...given, seed }
  const sink = output.trace && new LineSink(output.trace.to === 'file' ? output.trace.file : undefined)
  const progress = new Progress('of the run')
  const report = runCluster(options, {
    ...(sink && { onMessage: (message) => sink.write(clusterTraceLine(message)) }),
    onProgress: (share) => progress.show(share),
  })
  progress.end()
  sink?.end()
  const ok = isWell(report)
  const envelope: Envelope = {
    level: 'cluster',
    version: version(),
    seed,
    options,
    ok,
    result: report,
    traceHash: report.traceHash,
  }
  if (output.html !== undefined) writeAll(clusterPage(report, envelope), output.html)
  if (output.report === 'text') writeAll(clusterText(report, options, showsMembers))
  if (output.report === 'json') writeAll(jsonReport(envelope))
  if (output.report === 'csv') writeAll(clusterCsv(report))
  if (!ok || output.report === 'none') tell(`seed ${seed}: ${clusterOutcome(report)}`)
  return ok ? EXIT_OK : EXIT_FAILED
}

function eachDetector({ options, from: seed, output }: ClusterCommand): number {
  const reports = compareDetectors({ ...options, seed })
  const ok = reports.every(isWell)
  const { detector: _, ...shared } = options
  const envelope: Envelope = {
    level: 'cluster',
    version: version(),
    seed,
    options: { ...shared, seed },
    ok,
    result: { detectors: reports },
    traceHash: resultHash(reports.map(({ traceHash }) => traceHash)),
  }
  writeAll(output.report === 'json' ? jsonReport(envelope) : detectorsText(reports))
  return ok ? EXIT_OK : EXIT_FAILED
}

function isWell({ violations, settledAfterMs }: ClusterReport): boolean {
  return violations.length === 0 && settledAfterMs !== undefined
}

function manySeeds({ options, from, seeds, output }: ClusterCommand): number {
  const progress = new Progress(`of ${seeds} seeds`)
  const rows: ClusterSeedRow[] = []
  for (let seed = from; seed < from + seeds; seed++) {
    rows.push(clusterSeedRow(runCluster({ ...options, seed })))
    progress.show(rows.length / seeds)
  }
  progress.end()
  const failed = rows.filter((row) => !row.ok)
  const ok = failed.length === 0
  const { seed: _, ...unseeded } = options
  const envelope: Envelope = {
    level: 'cluster',
    version: version(),
    options: { ...unseeded, from, seeds },
    ok,
    result: { seeds: rows },
    traceHash: resultHash(rows),
  }
  if (output.report === 'json') writeAll(jsonReport(envelope))
  else writeAll(output.report === 'csv' ? clusterSeedsCsv(rows) : clusterSeedsText(rows))
  if (!ok) tell(`${failed.length} of ${seeds} seeds did not converge`)
  return ok ? EXIT_OK : EXIT_FAILED
}
