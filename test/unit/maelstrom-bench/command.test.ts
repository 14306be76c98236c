import { describe, expect, it } from '@jest/globals'
import { readGlomersCommand } from '../../../src/cli/glomers-command.ts'
import { glomersHelp, glomersList } from '../../../src/cli/glomers-help.ts'
import { limitReports } from '../../../src/maelstrom/bench/presets/limits.ts'
import { findPreset, PRESETS } from '../../../src/maelstrom/bench/presets/presets.ts'
import { allTable } from '../../../src/maelstrom/bench/report/all-table.ts'
import { runText } from '../../../src/maelstrom/bench/report/run-text.ts'
import { timelinePage } from '../../../src/maelstrom/bench/report/timeline-page.ts'
import { broadcastNode } from './nodes/set-nodes.ts'
import { runSmall } from './run-small.ts'

const run = (...words: string[]) => {
  const command = readGlomersCommand(words)
  if (command.what !== 'run') throw new Error(`not a run: ${command.what}`)
  return command
}

describe('the command line of the bench', () => {
  it('[GLOM-15] has the defaults of the protocol', () => {
    expect(run('run', '-w', 'echo').options).toMatchObject({
      nodeCount: 5,
      concurrency: 5,
      rate: 5,
      timeLimitMs: 60_000,
      latency: { meanMs: 0, kind: 'constant' },
      topology: 'grid',
      partitions: false,
      nemesisIntervalMs: 10_000,
      availability: undefined,
      consistencyModel: 'strict-serializable',
      keyCount: 10,
      maxTxnLength: 4,
      maxWritesPerKey: 16,
    })
  })

  it('[GLOM-15] reads every flag, and words for the executable after --', () => {
    const words =
      'run -w kafka --bin ./x --node-count 3 --concurrency 2n --rate 1000 --time-limit 20 --latency 100 --latency-dist uniform --topology tree4 --nemesis partition --nemesis-interval 5 --availability 0.9 --key-count 4 --seed 7 --probe 50 --log-stderr --json --out /o -- a --b'
    const command = run(...words.split(' '))
    expect(command.nodes).toEqual({ kind: 'bin', file: './x', words: ['a', '--b'] })
    expect(command).toMatchObject({
      inProcess: false,
      seeds: 1,
      probeMs: 50,
      logStderr: true,
      json: true,
      out: '/o',
    })
    expect(command.options).toMatchObject({
      nodeCount: 3,
      concurrency: 6,
      rate: 1000,
      timeLimitMs: 20_000,
      latency: { meanMs: 100, kind: 'uniform' },
      topology: 'tree4',
      partitions: true,
      nemesisIntervalMs: 5000,
      availability: 0.9,
      keyCount: 4,
      seed: 7,
    })
  })

  it.each([
    ['run', /the workload is missing.*echo, unique-ids, broadcast/],
    ['run -w nonsense', /unknown workload: "nonsense"; there are: echo, unique-ids, broadcast/],
    ['run -w broadcast --variant x', /unknown variant of broadcast: "x"; there are: single/],
    ['7z', /unknown challenge or command: "7z"; there are: run, all, list, checkers, 1, 2, 3a/],
    ['run -w echo --nemesis storm', /--nemesis storm: allowed: partition, none/],
    ['run -w echo --latency-dist x', /allowed: constant, uniform, exponential/],
    ['run -w echo --concurrency 0', /--concurrency 0: not a number from 1/],
    ['run -w echo --node-count 1.5', /--node-count 1.5: not a whole number/],
    ['run -w echo --rate fast', /--rate fast: not a number/],
    ['run -w echo --consistency-models sloppy', /allowed: read-uncommitted/],
    ['run -w echo --bin x --seeds 3', /--bin runs in real time/],
    ['run -w echo --clock-error 5', /--clock-error needs virtual time/],
    ['run -w echo --bin x --variant plain', /--variant is one of ours/],
    ['run -w echo -- a', /words after -- are for the executable/],
    ['3a -w kafka', /challenge 3a is broadcast/],
    ['all --bin x', /"all" runs every challenge with our own variants/],
    ['run more', /unexpected argument: more/],
  ])('[GLOM-15] refuses "%s" in one line that says what there is', (words, message) => {
    expect(() => readGlomersCommand(words.split(' '))).toThrow(message)
  })

  it('[GLOM-15] explains itself', () => {
    expect(glomersHelp()).toContain('gamemesh glomers run -w WORKLOAD')
    expect(glomersList()).toContain('msgs-per-op < 30; median-latency < 400; max-latency < 600')
  })
})

describe('the challenges', () => {
  it('[GLOM-17] are all there, with their usual settings', () => {
    expect(PRESETS.map(({ name }) => name).join(' ')).toBe('1 2 3a 3b 3c 3d 3e 4 5a 5b 5c 6a 6b 6c')
    expect(run('3d').options).toMatchObject({
      nodeCount: 25,
      concurrency: 25,
      rate: 100,
      latency: { meanMs: 100 },
      timeLimitMs: 20_000,
    })
    expect(run('5a').options).toMatchObject({ nodeCount: 1, concurrency: 2, rate: 1000 })
    expect(run('6c').options).toMatchObject({
      concurrency: 4,
      consistencyModel: 'read-committed',
      partitions: true,
    })
    expect(run('6b', '--nemesis', 'none').options.partitions).toBe(false)
    expect(run('2').options.availability).toBe('total')
  })

  it('[GLOM-17] show their limits beside what was found', () => {
    const { result } = runSmall('broadcast', broadcastNode())
    const limits = { 'msgs-per-op': 1, 'max-latency': 600 }
    expect(limitReports(limits, result).map(({ name, isKept }) => [name, isKept])).toEqual([
      ['msgs-per-op', false],
      ['max-latency', true],
    ])
    expect(runText(result, limits)).toMatch(/msgs-per-op < 1: MISSED \(1\.9/)
    const preset = findPreset('3d')
    const table = preset
      ? allTable([
          { preset, answer: { variant: 'x', target: { 'msgs-per-op': 0.95, 'max-latency': 595 } }, result },
          { preset, answer: { variant: 'x', target: {}, withoutPartitions: true }, result },
          { preset, answer: { variant: 'y', target: { 'max-latency': 595 } }, result },
          { preset, answer: { variant: 'z', target: { 'max-visible': 150 } }, result },
          { preset, answer: { variant: 'z', target: {} }, result: 'it broke' },
        ])
      : ''
    const [, missed, calm, reached, unmeasured, broken] = table.split('\n')
    expect(missed).toMatch(
      /^3d +broadcast +x +valid +1\.9\d+ .* < 30, < 400, < 600: kept +0\.95 msgs\/op, 595 ms max +NO: 1\.9/,
    )
    expect(calm).toMatch(/^3d +broadcast +x, no partitions +valid .* kept +- +- /)
    expect(reached).toMatch(/ 595 ms max +yes /)
    expect(unmeasured).toMatch(/ 150 ms visible +- /)
    expect(broken).toMatch(/ERROR +it broke/)
  })
})

describe('the timeline', () => {
  it('[GLOM-16] is one page that needs nothing else, in which no text becomes markup', () => {
    const { record } = runSmall('broadcast', broadcastNode(), { partitions: true })
    const evil = '<script>alert(1)</script>'
    const [first] = record.journal.entries
    const entries = [
      ...(first ? [{ ...first, type: evil, src: `n"${evil}` }] : []),
      ...record.journal.entries,
    ]
    const page = timelinePage({
      title: evil,
      summary: evil,
      entries,
      nemesis: record.nemesis.events,
      fromMs: 0,
    })
    expect(page).not.toMatch(/<script|(?:src|href)=(?!"data:)/)
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(page).toContain(`default-src 'none'`)
    expect(page.match(/class="message /g)?.length).toBeGreaterThan(100)
    expect(page).toMatch(/The first 1500 of \d{4} messages/)
  })

  it('[GLOM-16] shows 25 nodes side by side, their names always in sight, and a row for each moment', () => {
    const { record } = runSmall('broadcast', broadcastNode(), { nodeCount: 25, rate: 5 })
    const [first] = record.journal.entries
    const late = (id: number, atMs: number) => (first ? [{ ...first, id, atMs }] : [])
    const entries = [...record.journal.entries, ...late(-1, 77_777), ...late(-2, 77_777.000_1)]
    const page = timelinePage({ title: 'x', summary: '', entries, nemesis: [], fromMs: 0 })
    const [, width, names = ''] = /<svg class="names" width="(\d+)".*?>(.*?)<\/svg>/.exec(page) ?? []
    expect(Number(width)).toBeLessThan(1280)
    expect(names.match(/<text/g)).toHaveLength(26)
    expect(page).toMatch(/\.names \{ position: sticky/)
    expect(page.match(/>77777\.0 ms</g)).toHaveLength(1)
  })
})
