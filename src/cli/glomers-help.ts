import { LOAD_KINDS } from '../maelstrom/bench/load/load-kinds.ts'
import { MODELS } from '../maelstrom/bench/checkers/txn/models.ts'
import { PRESETS } from '../maelstrom/bench/presets/presets.ts'
import { targetText } from '../maelstrom/bench/presets/targets.ts'
import { WORKLOADS } from '../maelstrom/workloads/workloads.ts'

export function glomersHelp(): string {
  return `Test nodes that speak the Maelstrom protocol: ours, or anybody's.

Usage:
  gamemesh glomers <challenge> [flags]      one of ${PRESETS.map(({ name }) => name).join(', ')}
  gamemesh glomers run -w WORKLOAD [flags] [-- words for the executable]
  gamemesh glomers all [flags]              every challenge, as a table; in virtual time, or with --processes
  gamemesh glomers list                     workloads, variants and challenges
  gamemesh glomers checkers                 the histories by which the checkers are proven

Nodes (default: the workload's own variant, each node a process):
  --variant NAME            one of ours
  --bin FILE                any executable; it is started once per node
  --in-process              ours, as functions in virtual time: fast, and one seed gives one course
  --clock-error MS          nodes' clocks are wrong by up to so much; in virtual time (default 0)
  --seed N, --seeds N       the seed (default 1), and how many of them; --seeds means --in-process

Run:
  -w, --workload NAME       ${[...LOAD_KINDS.keys()].join(', ')}
  --node-count N            nodes (default 5)
  --concurrency N           clients: a number, or 2n for twice the nodes (default 1n)
  --rate N                  operations per second (default 5)
  --time-limit SECONDS      (default 60)
  --latency MS              mean, between servers and to services (default 0)
  --latency-dist KIND       constant, uniform, exponential (default constant)
  --loss SHARE              of messages between servers, 0..1 (default 0)
  --delivery KIND           prompt, held: as the reference bench, where clients of a node wait while a message is on its
                            way to it (default prompt)
  --topology NAME           line, grid, tree, tree2, tree3, tree4, total (default grid)
  --nemesis KIND            partition, none (default none)
  --nemesis-interval S      mean time between its acts (default 10)
  --availability SHARE      total, or 0..1
  --consistency-models M    ${Object.keys(MODELS).join(', ')}
  --key-count N             (default 10)
  --max-txn-length N        (default 4)
  --max-writes-per-key N    (default 16)

Output:
  --json                    the result as JSON
  --out FOLDER              where results, history, messages, logs and timeline go (default: a temporary folder)
  --probe MS                ask every node that often what it shows; in virtual time a run of its own (default 10, else 0:
                            with real processes it is part of the load)
  --log-stderr              show what the nodes write to standard error

Exit status: 0 valid, 1 invalid or not carried out, 2 unknown (too little to judge) or wrong input.
`
}

export function glomersList(): string {
  const workloads = [...LOAD_KINDS.keys()].flatMap((name) => {
    const found = WORKLOADS[name]
    const variants = Object.entries(found?.variants ?? {}).map(
      ([variant, { about }]) =>
        `    ${variant.padEnd(18)} ${about}${variant === found?.defaultVariant ? ' (default)' : ''}`,
    )
    return [`  ${name}`, ...variants]
  })
  const challenges = PRESETS.map(({ name, workload, options, limits, answers: [{ target }] }) => {
    const wanted = targetText(target)
    const limit = Object.entries(limits).map(([what, value]) => `${what} < ${value}`)
    const words = [
      `${options.nodeCount} nodes`,
      options.partitions ? 'partitions' : '',
      ...limit,
      wanted && `our target: at most ${wanted}`,
    ]
    return `  ${name.padEnd(3)} ${workload.padEnd(16)} ${words.filter(Boolean).join('; ')}`
  })
  return `Workloads and our variants:\n${workloads.join('\n')}\n\nChallenges:\n${challenges.join('\n')}\n`
}
