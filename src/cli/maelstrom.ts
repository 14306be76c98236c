import { writeSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { errorMessage } from '../base/errors.ts'
import { runStdioNode } from '../maelstrom/node/stdio-node.ts'
import { WORKLOADS, findVariant } from '../maelstrom/workloads/workloads.ts'
import { EXIT_FAILED, EXIT_OK, EXIT_WRONG_INPUT } from './exit-status.ts'

const USAGE = 'usage: gamemesh maelstrom <workload> [--variant NAME]; "gamemesh maelstrom list" lists them'

/** `gamemesh maelstrom`: a node of a workload for any bench that speaks the Maelstrom protocol. */
export async function maelstrom(words: readonly string[]): Promise<number> {
  const asked = read(words)
  if (typeof asked === 'string') return refuse(asked)
  if (asked.workload === undefined) return refuse(USAGE)
  if (asked.workload === 'list' || asked.help) return list()
  const found = findVariant(asked.workload, asked.variant)
  if (!found.ok) return refuse(found.message)
  process.stdout.once('error', (error) => {
    // Whoever started the node has gone: there is nobody to answer.
    process.exit(refuse(`standard output cannot be written: ${error.message}`, EXIT_FAILED))
  })
  // That nobody reads the log is no reason to stop answering.
  process.stderr.on('error', () => undefined)
  await runStdioNode(await found.variant.load(), {
    input: process.stdin,
    // Whole lines at once: a message is never torn, and none is left behind when the process ends.
    write: (text) => void process.stdout.write(text),
    log: (line) => void process.stderr.write(`${line}\n`),
    seed: freshSeed(),
  })
  return EXIT_OK
}

interface Asked {
  readonly workload: string | undefined
  readonly variant: string | undefined
  readonly help: boolean
}

function read(words: readonly string[]): Asked | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { variant: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    })
    const [workload, ...rest] = positionals
    if (rest.length > 0) return `unexpected argument: ${rest.join(' ')}`
    return { workload: values.help ? 'list' : workload, variant: values.variant, help: values.help ?? false }
  } catch (error) {
    return errorMessage(error)
  }
}

function list(): number {
  const lines = Object.entries(WORKLOADS).flatMap(([name, { variants, defaultVariant }]) => [
    name,
    ...Object.entries(variants).map(
      ([variant, { about }]) =>
        `  ${variant.padEnd(18)}${about}${variant === defaultVariant ? ' (default)' : ''}`,
    ),
  ])
  writeSync(1, `${lines.join('\n')}\n`)
  return EXIT_OK
}

function refuse(message: string, status = EXIT_WRONG_INPUT): number {
  process.stderr.write(`gamemesh maelstrom: ${message}\n`)
  return status
}

/** Differs between the nodes of a machine and between the lives of a node. */
function freshSeed(): number {
  return Math.floor(Math.random() * Number.MAX_SAFE_INTEGER)
}
