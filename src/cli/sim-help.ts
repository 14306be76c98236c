import { SIM_FLAGS, SIM_LEVELS, type SimFlag, type SimLevel } from './sim-vocabulary.ts'

const ABOUT: Readonly<Record<SimLevel, string>> = {
  epidemic: 'one message among any number of nodes; what "gamemesh sim" alone does',
  cluster: 'the real gossip engine on a virtual network, under the faults that you name',
  mesh: 'the same under random faults, seed by seed, checked',
  fleet: 'the whole backend under random faults, seed by seed, checked',
  planted: 'searches for the bugs that are planted to test those checks',
  bench: 'compares strategies, fanout, sizes and failure-detection (or those that you name)',
  serve: 'a live page of the simulator',
}

const LINE_WIDTH = 110
const FLAG_WIDTH = 30

/** Of one level only its own flags. */
export function simHelp(level?: SimLevel): string {
  const levels = SIM_LEVELS.map((one) => `  ${one.padEnd(10)} ${ABOUT[one]}`)
  return `Simulate gossip, the real engine, or the whole backend, in virtual time. One seed gives one course.

Usage: gamemesh sim [level] [flags]

Levels:
${levels.join('\n')}
${flagGroups(level)
  .map(({ title, flags }) => `\n${title}:\n${flags.map(flagHelp).join('\n')}\n`)
  .join('')}
Schedules count from the beginning of the run; times are written 500ms, 1.5s or 2m. Several nodes: node-1,node-4..node-9.
Exit status: 0 converged and nothing violated, 1 not, 2 wrong input.

Examples:
  gamemesh sim --nodes 1000000 --latency 1ms..100ms
  gamemesh sim --nodes 30 --strategy push-pull --html run.html
  gamemesh sim --nodes 100 --seeds 1000
  gamemesh sim cluster --nodes 64 --partition 'node-0..node-31|*@5s-15s' --html cluster.html
  gamemesh sim bench strategies --nodes 100
`
}

interface FlagGroup {
  readonly title: string
  readonly flags: readonly SimFlag[]
}

function flagGroups(level: SimLevel | undefined): FlagGroup[] {
  if (level !== undefined)
    return [{ title: `Flags of ${level}`, flags: SIM_FLAGS.filter(({ levels }) => levels.includes(level)) }]
  const groups = new Map<string, SimFlag[]>()
  for (const flag of SIM_FLAGS) {
    const title = `Flags of ${flag.levels.join(', ')}`
    groups.set(title, [...(groups.get(title) ?? []), flag])
  }
  return [...groups].map(([title, flags]) => ({ title, flags }))
}

function flagHelp({ name, value, kind, about }: SimFlag): string {
  const form = kind === 'optional' ? `[${value}]` : value
  const head = `  --${name}${form === '' ? '' : ` ${form}`}`
  const [first = '', ...others] = wrapped(about, LINE_WIDTH - FLAG_WIDTH)
  const rest = others.map((line) => `\n${' '.repeat(FLAG_WIDTH)}${line}`).join('')
  return head.length < FLAG_WIDTH
    ? `${head.padEnd(FLAG_WIDTH)}${first}${rest}`
    : `${head}\n${' '.repeat(FLAG_WIDTH)}${first}${rest}`
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
