import { errorMessage } from '../base/errors.ts'
import type { Validity } from '../maelstrom/bench/checkers/verdict.ts'
import { allCases } from '../maelstrom/bench/failing/all-cases.ts'
import { isAsExpected } from '../maelstrom/bench/failing/checked-case.ts'
import { limitReports } from '../maelstrom/bench/presets/limits.ts'
import { casesTable } from '../maelstrom/bench/report/cases-table.ts'
import { runText } from '../maelstrom/bench/report/run-text.ts'
import { EXIT_FAILED, EXIT_OK, EXIT_WRONG_INPUT } from './exit-status.ts'
import { runAll } from './glomers-all.ts'
import { type GlomersCommand, readGlomersCommand, type RunCommand } from './glomers-command.ts'
import { glomersHelp, glomersList } from './glomers-help.ts'
import { runOnce, stoppable } from './glomers-run.ts'
import { runSeeds } from './glomers-seeds.ts'
import { ReaderGoneError, writeAll } from './line-sink.ts'
import { SHELL_COMMAND } from './shell-command.ts'
import { tell } from './terminal.ts'

/** The same number as for wrong input: either way nobody can say that something works. */
const EXIT_UNKNOWN = 2

/** `gamemesh glomers`: a test bench for nodes that speak the Maelstrom protocol. */
export async function glomers(words: readonly string[]): Promise<number> {
  const command = read(words)
  if (!command) return EXIT_WRONG_INPUT
  switch (command.what) {
    case 'help':
      show(glomersHelp())
      return EXIT_OK
    case 'list':
      show(glomersList())
      return EXIT_OK
    case 'checkers':
      return showCheckers()
    case 'all':
      return exitStatus(await stoppable(command.inProcess, (stop) => runAll(command, stop)))
    default:
      return command.seeds > 1 ? exitStatus(await runSeeds(command)) : one(command)
  }
}

function read(words: readonly string[]): GlomersCommand | undefined {
  try {
    return readGlomersCommand(words)
  } catch (error) {
    tell(`${errorMessage(error).replaceAll('\n', ' ')}; "${SHELL_COMMAND} glomers --help" explains`)
    return undefined
  }
}

async function one(command: RunCommand): Promise<number> {
  const { result, folder } = await stoppable(command.inProcess, (stop) => runOnce(command, stop))
  const limits = limitReports(command.limits, result)
  show(
    command.json
      ? `${JSON.stringify({ ...result, limits, folder }, null, 2)}\n`
      : `${runText(result, command.limits)}everything about it: ${folder}\n`,
  )
  return exitStatus(result.valid)
}

/** Whoever reads only the beginning has seen enough; the exit status says the rest. */
function show(text: string): void {
  try {
    writeAll(text)
  } catch (error) {
    if (!(error instanceof ReaderGoneError)) throw error
  }
}

function showCheckers(): number {
  const cases = allCases()
  show(casesTable(cases))
  return cases.every(isAsExpected) ? EXIT_OK : EXIT_FAILED
}

function exitStatus(valid: Validity): number {
  if (valid === 'unknown') return EXIT_UNKNOWN
  return valid ? EXIT_OK : EXIT_FAILED
}
