import { describe, expect, it } from '@jest/globals'
import { readCommandLine } from '../../../src/cli/command-line.ts'
import { readSimCommand } from '../../../src/cli/sim-command.ts'
import { simHelp } from '../../../src/cli/sim-help.ts'
import type { SimOptions } from '../../../src/cli/sim-options.ts'
import { SIM_FLAGS, SIM_LEVELS } from '../../../src/cli/sim-vocabulary.ts'

const SEEDS_OF_FLEET: SimOptions = {
  what: 'fleet',
  from: 1,
  seeds: 100,
  seconds: 20,
  jobs: 1,
  json: false,
  once: false,
}

const read = (line: string) => readSimCommand(line.split(' ').filter((word) => word !== ''))

describe('gamemesh sim fleet, planted and mesh', () => {
  it.each<[string, Partial<SimOptions>]>([
    ['fleet', {}],
    ['planted', { what: 'planted', seeds: 500 }],
    ['mesh', { what: 'mesh' }],
    ['fleet --seed 7', { from: 7, seeds: 1 }],
    ['fleet --seed 7 --trace', { from: 7, seeds: 1, trace: '' }],
    ['mesh --trace --seed 7', { what: 'mesh', from: 7, seeds: 1, trace: '' }],
    ['fleet --seeds 9 --from 4 --seconds 60 --jobs 2', { seeds: 9, from: 4, seconds: 60, jobs: 2 }],
    ['fleet --once --json', { once: true, json: true }],
  ])('[SIM-18] %s', (line, changed) => {
    expect(read(line)).toEqual({ ...SEEDS_OF_FLEET, ...changed })
    expect(readCommandLine(['sim', ...line.split(' ')])).toEqual({ kind: 'sim', words: line.split(' ') })
  })

  it.each([
    ['fleet now', 'unexpected argument: now'],
    ['fleet --seed 1 --seeds 2', '--seed is one seed'],
    ['fleet --trace', '--trace shows one seed'],
    ['fleet --seeds 0', '--seeds 0: not a whole number from 1'],
    ['fleet --seconds 1.5', '--seconds 1.5: not a whole number from 1'],
    ['fleet --jobs many', '--jobs many: not a whole number from 1'],
    ['fleet --port 8080', '--port'],
  ])('[SIM-18] "%s" is refused: %s', (line, message) => {
    expect(() => read(line)).toThrow(message)
  })
})

describe('gamemesh sim', () => {
  it.each(['', 'epidemic'])('[SIMR-1] "%s" is an epidemic with the defaults', (line) => {
    expect(read(line)).toEqual({
      what: 'epidemic',
      from: 1,
      seeds: 1,
      options: {},
      output: { report: 'text' },
    })
  })

  it('[SIMR-14] reads what an epidemic is told', () => {
    const line =
      '--nodes 50 --fanout=4 --latency 10ms --jitter 4ms --drop .1 --strategy pull --topology ring --interval 0.5s ' +
      '--ttl 7 --max-rounds 9 --anti-entropy-interval 2s --dedup bloom --kill node-3@500ms --churn 2/s --seconds 9 ' +
      '--rumour blind-coin/4 --origin node-7'
    expect(read(line)).toMatchObject({
      options: {
        nodes: 50,
        fanout: 4,
        latency: { kind: 'uniform', fromMs: 6, toMs: 14 },
        drop: 0.1,
        strategy: 'pull',
        topology: 'ring',
        intervalMs: 500,
        ttl: 7,
        maxRounds: 9,
        antiEntropyMs: 2000,
        dedup: 'bloom',
        kills: [{ node: 3, atMs: 500 }],
        churn: { leavesPerSecond: 2, joinsPerSecond: 2 },
        durationMs: 9000,
        rumour: { feedback: 'blind', stop: 'coin', k: 4 },
        origins: [7],
      },
    })
  })

  it.each([
    ['10', { kind: 'constant', ms: 10 }],
    ['1ms..100ms', { kind: 'uniform', fromMs: 1, toMs: 100 }],
    ['exponential:20ms', { kind: 'exponential', meanMs: 20 }],
    ['log-normal:20ms/0.3', { kind: 'log-normal', medianMs: 20, sigma: 0.3 }],
    ['regions', { kind: 'regions' }],
  ])('[SIMR-14] --latency %s', (text, latency) => {
    expect(read(`--latency ${text}`)).toMatchObject({ options: { latency } })
  })

  it('[SIMR-14] reads what a cluster is told, in the same words', () => {
    const line =
      'cluster --nodes 9 --fanout 2 --latency 5ms --jitter 5ms --drop 0.2 --duplicate 0.1 --reorder 0.3/50ms --duration 9s ' +
      '--kill node-3@500ms --pause node-1@1s-2s --restart node-2@3s/lost --churn 1/s --partition node-0|*@1s-2s --members'
    expect(read(line)).toMatchObject({
      what: 'cluster',
      showsMembers: true,
      options: {
        nodes: 9,
        fanout: 2,
        durationMs: 9000,
        links: { fastestMs: 0, slowestMs: 10, lossShare: 0.2, heldUpShare: 0.3, heldUpMs: 50 },
        frames: { duplicateShare: 0.1, corruptShare: 0 },
        schedule: {
          kills: [{ nodes: [{ from: 3, to: 3 }], atMs: 500 }],
          pauses: [{ fromMs: 1000, toMs: 2000 }],
          restarts: [{ atMs: 3000, state: 'lost' }],
          churn: { perSecond: 1, fromMs: 0, toMs: 9000 },
          partitions: [{ fromMs: 1000, toMs: 2000 }],
        },
      },
    })
  })

  it('[SIMR-14] the preset of a blockchain tells eight others, or as many as there are', () => {
    expect(read('--preset blockchain')).toMatchObject({ options: { fanout: 8 } })
    expect(read('--preset blockchain --nodes 5')).toMatchObject({ options: { fanout: 5 } })
    expect(read('--preset blockchain --fanout 2')).toMatchObject({ options: { fanout: 2 } })
  })

  it('[SIMR-14] leaves out of a partition the largest group where all nodes are named', () => {
    const parts = { fromMs: 1000, untilMs: 3000, groups: [[0, 1]] }
    expect(read('--partition node-0,node-1|*@1s-3s')).toMatchObject({ options: { partitions: [parts] } })
  })

  it('[SIMR-14] the help of a level has its flags, and that of all has every flag', () => {
    for (const { name } of SIM_FLAGS) expect(simHelp()).toContain(`  --${name}`)
    for (const level of SIM_LEVELS) expect(simHelp()).toContain(`\n  ${level} `)
    expect(read('cluster --help')).toEqual({ what: 'help', level: 'cluster' })
    expect(simHelp('cluster')).not.toContain('--topology')
  })

  it.each([
    ['--drop 1.5', '--drop 1.5: not allowed; allowed: 0 to 1'],
    ['--drop -0.1', '--drop -0.1: not allowed; allowed: 0 to 1'],
    ['--drop much', '--drop much: not allowed; allowed: 0 to 1'],
    ['--nodes 0', '--nodes 0: not allowed; allowed: whole numbers from 1 to'],
    ['--nodes 10 --fanout 11', '--fanout 11: not allowed; allowed: whole numbers from 1 to 10'],
    ['--strategy shout', '--strategy shout: not allowed; allowed: push, pull'],
    ['--topology star', '--topology star: not allowed; allowed: full, ring'],
    ['--latency soon', '--latency soon: not allowed; allowed: 10ms'],
    ['--kill node-3', '--kill "node-3": it needs one @ and a time; allowed: node-3@500ms'],
    ['--kill node-10@1s', '--kill "node-10@1s": node-10 does not exist; allowed: node-0 to node-9'],
    ['--nodes 0 --kill node-1@1s', '--nodes 0'],
    ['--partition node-0@1s-2s', '--partition "node-0@1s-2s": it has 2 to'],
    ['--partition node-0|node-1@3s-1s', 'the span ends before it begins'],
    ['--churn often', '--churn often: not allowed; allowed: 2/s'],
    ['--seconds 5 --duration 5s', '--seconds and --duration: give one of them'],
    ['--nodes', '--nodes: its value is missing'],
    ['--nodes --json', '--nodes: its value is missing'],
    ['--nodes 1 --nodes 2', '--nodes: it is given twice'],
    ['--json=yes', '--json yes: it takes no value'],
    ['--nodez 1', '--nodez: there is no such flag'],
    ['--pause node-1@1s-2s', '--pause: not a flag of "sim epidemic", but of "sim cluster"'],
    ['--json --csv', '--json and --csv: only one of them'],
    ['--trace --json', '--json and --trace: only one of them'],
    ['--seeds 3 --html x.html', '--html shows one seed'],
    ['world', '"sim" world: there is no such level; allowed: epidemic, cluster'],
    ['cluster --drop 2', '--drop 2: not allowed; allowed: 0 to 1'],
    ['cluster --nodes 0', '--nodes 0: not a whole number from 1 to 4096'],
    ['cluster --fanout 11', '--fanout 11: not a whole number from 1 to 10'],
    ['cluster --merge best', '--merge best: not allowed; allowed: lww, max, vector, crdt'],
    ['cluster --strategy push', '--strategy: not a flag of "sim cluster"'],
    ['bench speed', '"sim bench" speed: there is no such comparison; allowed: strategies, fanout'],
    ['bench --sizes 10,x', '--sizes x: not a whole number from 2'],
    ['serve --port 70000', '--port 70000: not a whole number from 0 to 65535'],
  ])('[SIMR-3] "%s" is refused in one line: %s', (line, message) => {
    expect(() => read(line)).toThrow(message)
    expect(() => read(line)).not.toThrow('\n')
  })

  it('[SIMR-3] a default fanout above the number of nodes is no mistake', () => {
    expect(read('--nodes 2')).toMatchObject({ options: { nodes: 2 } })
    expect(read('cluster --nodes 2')).toMatchObject({ options: { nodes: 2, fanout: 4 } })
  })

  it('[SIMR-3] a value of many lines, or a long one, still makes one short line', () => {
    expect(() => readSimCommand(['--strategy', `push\n${'x'.repeat(1000)}`])).toThrow(
      /^--strategy "push\\n.{0,400}$/,
    )
  })
})
