import { spawn } from 'node:child_process'
import type { SimOptions } from './sim-options.ts'

/** Shares the seeds among processes of this very command, and gives what each of them says. */
export function runSeedsInJobs(options: SimOptions): Promise<unknown[]> {
  const { from, seeds, jobs } = options
  const shares = Array.from({ length: Math.min(jobs, seeds) }, (_, job) => {
    const first = from + Math.floor((seeds * job) / jobs)
    return { first, count: from + Math.floor((seeds * (job + 1)) / jobs) - first }
  })
  return Promise.all(shares.map(({ first, count }) => runJob(first, count, options)))
}

function runJob(first: number, count: number, { what, seconds, once }: SimOptions): Promise<unknown> {
  const [, script = ''] = process.argv
  const length = what === 'fleet' ? ['--seconds', seconds] : []
  const words = ['sim', what, '--json', '--from', first, '--seeds', count, ...length].map(String)
  const child = spawn(process.execPath, [script, ...words, ...(once ? ['--once'] : [])], {
    // The channel carries no messages: its end tells the job that this process is gone (`follow-parent.ts`).
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  let text = ''
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => {
      try {
        resolve(JSON.parse(text).result)
      } catch (cause) {
        reject(
          new Error(`the job for seeds ${first} to ${first + count - 1} ended without a summary`, { cause }),
        )
      }
    })
  })
}
