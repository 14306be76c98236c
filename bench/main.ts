// `npm run bench`: measures Gamemesh against the floor and against what was promised. See docs/performance.md.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { conditionsOf } from './conditions.ts'
import { type BenchOptions, HELP, type PartName, readOptions } from './options.ts'
import type { BenchContext, Part } from './part.ts'
import { cassandraGrowth } from './parts/cassandra-growth.ts'
import { cassandra } from './parts/cassandra.ts'
import { embedded } from './parts/embedded.ts'
import { growth } from './parts/growth.ts'
import { memory } from './parts/memory.ts'
import { buildPackage } from './servers/built-package.ts'
import { markdown } from './report/markdown.ts'
import { withMeasurements } from './report/performance-page.ts'
import type { PartReport, Report } from './report/report.ts'

const PAGE = fileURLToPath(new URL('../docs/performance.md', import.meta.url))

const PARTS: Readonly<Record<PartName, Part>> = {
  embedded,
  memory,
  growth,
  cassandra,
  'cassandra-growth': cassandraGrowth,
}

async function run(options: BenchOptions): Promise<void> {
  const folder = mkdtempSync(join(options.folder ?? tmpdir(), 'gamemesh-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const conditions = conditionsOf(folder)
  const script = buildPackage(folder)
  const parts: PartReport[] = []
  for (const name of options.parts) {
    const say = (line: string) => console.error(`${name}: ${line}`)
    const context: BenchContext = { ...options, folder, script, say }
    parts.push(await PARTS[name](context))
  }
  publish({ date: options.date ?? today(), conditions, parts }, options)
}

function publish(report: Report, { json, write }: BenchOptions): void {
  const text = markdown(report)
  console.log(text)
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(report, null, 2)}\n`)
  if (write) writeFileSync(PAGE, withMeasurements(readFileSync(PAGE, 'utf8'), text))
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}

// Ctrl-C ends the generators and servers, too; what then fails here still puts its keyspaces and folders away.
process.once('SIGINT', () => console.error('stopping'))
const options = readOptions(process.argv.slice(2))
if (options === 'help') process.stdout.write(HELP)
else await run(options)
