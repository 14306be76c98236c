// `npm run bench:gossip`: the mesh's figures on virtual time, by the real engine. One preset for all rows, printed with them.
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { presetConfig } from '../../src/gossip/engine/config.ts'
import { FULL, type Line, QUICK, jobs } from './rows.ts'

const HELP = `npm run bench:gossip -- [--quick] [--only <words>]

  --quick        fewer seeds and shorter runs
  --only <word>  only jobs whose name begins so (update, bulk, idle, death, quiet, ...)
`
const JOB = '--job'

const words = process.argv.slice(2)
const scale = words.includes('--quick') ? QUICK : FULL
const all = jobs(scale)

/** Each job runs in a process of its own, so that none warms another up, as many at a time as there are cores. */
function inProcess(name: string): Promise<Line> {
  const flags = words.includes('--quick') ? ['--quick'] : []
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), JOB, name, ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => {
      if (status === 0) resolve(JSON.parse(text) as Line)
      else reject(new Error(`${name}: exit status ${status}`))
    })
  })
}

/** Real processes and CPU times want the machine for themselves. */
const ALONE = /^(?:tcp|idle-speed|keys)/

async function runAll(names: readonly string[]): Promise<Line[]> {
  const lines = new Map<string, Line>()
  const run = async (queue: string[]) => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const line = await inProcess(name)
      lines.set(name, line)
      console.error(`${line.figure}: ${line.measured}`)
    }
  }
  const together = names.filter((name) => !ALONE.test(name))
  await Promise.all(Array.from({ length: availableParallelism() }, () => run(together)))
  await run(names.filter((name) => ALONE.test(name)))
  return names.flatMap((name) => lines.get(name) ?? [])
}

function print(lines: readonly Line[]): void {
  const { timing, fanout, extraPeers, frameBytes } = presetConfig('local')
  console.log(
    `Virtual time; preset local: ${JSON.stringify({ ...timing, fanout, extraPeers, frameBytes })}\n`,
  )
  console.log('| figure | asked | measured | |\n|---|---|---|---|')
  for (const { figure, asked, measured, met } of lines) {
    console.log(
      `| ${figure} | ${asked} | ${measured} | ${met === undefined ? '' : met ? 'met' : '**missed**'} |`,
    )
  }
  const missed = lines.filter(({ met }) => met === false).length
  console.log(`\n${lines.length - missed} met, ${missed} missed`)
}

const job = words[words.indexOf(JOB) + 1]
if (words.includes('--help')) {
  process.stdout.write(HELP)
} else if (words.includes(JOB)) {
  const run = all.find(([name]) => name === job)?.[1]
  if (!run) throw new Error(`there is no job ${job}`)
  console.log(JSON.stringify(await run()))
} else {
  const only = words.includes('--only') ? (words[words.indexOf('--only') + 1] ?? '') : ''
  print(await runAll(all.map(([name]) => name).filter((name) => name.startsWith(only))))
}
