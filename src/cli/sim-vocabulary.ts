/** What can be simulated, and what else there is to say behind `gamemesh sim`. */
export const SIM_LEVELS = ['epidemic', 'cluster', 'mesh', 'fleet', 'planted', 'bench', 'serve'] as const
export type SimLevel = (typeof SIM_LEVELS)[number]

export interface SimFlag {
  readonly name: string
  /** `many`: it may be repeated. `optional`: it may stand without its value. */
  readonly kind: 'switch' | 'value' | 'many' | 'optional'
  /** What its value looks like. */
  readonly value: string
  readonly about: string
  readonly levels: readonly SimLevel[]
}

const value = (name: string, form: string, about: string, ...levels: readonly SimLevel[]): SimFlag => ({
  name,
  kind: 'value',
  value: form,
  about,
  levels,
})
const many = (name: string, form: string, about: string, ...levels: readonly SimLevel[]): SimFlag => ({
  ...value(name, form, about, ...levels),
  kind: 'many',
})
const flag = (name: string, about: string, ...levels: readonly SimLevel[]): SimFlag => ({
  ...value(name, '', about, ...levels),
  kind: 'switch',
})

const SEEDED = ['epidemic', 'cluster', 'mesh', 'fleet', 'planted', 'bench'] as const
const GOSSIP = ['epidemic', 'cluster'] as const
/** The page shows an epidemic too. */
const SHOWN = [...GOSSIP, 'serve'] as const

/** One vocabulary for all levels: a word means the same wherever it is allowed. */
export const SIM_FLAGS: readonly SimFlag[] = [
  value('seed', 'N', 'the run follows from it (default: 1)', ...SEEDED, 'serve'),
  value('seeds', 'N', 'so many runs, each with the next seed', ...SEEDED),
  value('from', 'N', 'with --seeds: the first of them (default: 1)', ...SEEDED),
  value('jobs', 'N', 'processes that share the seeds (default: 1)', 'mesh', 'fleet'),

  value('nodes', 'N', 'how many nodes there are (default: 10; bench: 100; serve: 40)', ...SHOWN, 'bench'),
  value(
    'fanout',
    'N',
    'to how many others a node passes on what is new (default: 3; cluster: 4)',
    ...SHOWN,
    'bench',
  ),
  value(
    'preset',
    'NAME',
    'epidemic: classic or blockchain (fanout 8); cluster: the timing local, lan or wan',
    ...GOSSIP,
  ),
  value(
    'strategy',
    'NAME',
    'push, pull, push-pull, anti-entropy, rumour, infect-and-die, relay-once, broadcast, flood, chain or tree',
    'epidemic',
    'serve',
  ),
  value(
    'topology',
    'NAME',
    'full, ring, grid, random-regular, small-world, scale-free or two-regions',
    'epidemic',
    'serve',
  ),
  value('degree', 'N', 'links per node of the topology', 'epidemic'),
  value('rewire', 'SHARE', 'small-world: links that lead anywhere', 'epidemic'),
  value('bridges', 'N', 'two-regions: links between the two', 'epidemic'),

  value(
    'latency',
    'TIME',
    '10ms, or 1ms..100ms; epidemic also exponential:20ms, log-normal:20ms/0.5, regions',
    ...SHOWN,
    'bench',
  ),
  value('jitter', 'TIME', 'latency is more or less by up to this', ...SHOWN),
  value(
    'drop',
    'SHARE',
    'messages that get lost, 0 to 1 (default: 0.05; cluster and bench: 0)',
    ...SHOWN,
    'bench',
  ),
  value('duplicate', 'SHARE', 'messages that the network delivers twice', ...GOSSIP),
  value('corrupt', 'SHARE', 'frames that arrive garbled', 'cluster'),
  value('reorder', 'SHARE/TIME', 'messages that are held up, by up to this: others overtake them', 'cluster'),

  value('interval', 'TIME', 'how often a node acts of its own accord', 'epidemic'),
  flag('aligned', 'all nodes act at the same moments, as theory assumes', 'epidemic'),
  value('repeat-fanout', 'N', 'push: to how many others a node repeats at each later round', 'epidemic'),
  value('repeat-to', 'NAME', 'push: to whom it repeats, in-turn or random', 'epidemic'),
  value('ttl', 'HOPS', 'how far a message travels', 'epidemic'),
  value('max-rounds', 'N', 'in how many rounds a node sends a message, then it stops', 'epidemic'),
  value(
    'anti-entropy-interval',
    'TIME',
    'how often a node exchanges everything with another; 0: never',
    'epidemic',
  ),
  value('rumour', 'KIND', 'blind or feedback, coin or counter, and k: feedback-counter/3', 'epidemic'),
  value('dedup', 'NAME', 'how known messages are recognized: exact or bloom', 'epidemic'),
  value('dedup-retention', 'TIME', 'how long they are remembered', 'epidemic'),
  value('bloom-ids', 'N', 'dedup bloom: how many ids a filter is made for', 'epidemic'),
  value('bloom-false-positives', 'SHARE', 'dedup bloom: new ids that it may take for known', 'epidemic'),
  value('messages', 'N', 'how many broadcasts (default: 1)', 'epidemic'),
  value('message-every', 'TIME', 'time between two broadcasts', 'epidemic'),
  value('origin', 'NODE', 'where the broadcast begins (default: node-0)', 'epidemic'),
  value('payload', 'BYTES', 'the size of a message', 'epidemic'),

  many('partition', 'SCHEDULE', "'node-0,node-1|*@1s-3s': groups that cannot reach each other", ...GOSSIP),
  many('kill', 'SCHEDULE', 'node-3@500ms', ...GOSSIP),
  value('churn', 'RATE', '2/s: nodes leave and join; cluster also 2/s@1s-10s', ...GOSSIP),
  many('cut', 'SCHEDULE', "'node-0>node-1@1s-3s', or <> for both ways", 'cluster'),
  many('leave', 'SCHEDULE', 'node-3@500ms: it says so', 'cluster'),
  many('restart', 'SCHEDULE', 'node-3@2s, or node-3@2s/lost for one without its state', 'cluster'),
  many('pause', 'SCHEDULE', 'node-3@1s-3s: it stands still', 'cluster'),
  many('slow', 'SCHEDULE', 'node-3@1s-3s/200ms', 'cluster'),
  value('detector', 'NAME', 'swim or phi; both: the same course with each, side by side', 'cluster'),
  many(
    'write',
    'WRITE',
    "'score=10@node-3': a broadcast that says so; what nodes then hold is shown",
    'epidemic',
  ),
  value('merge', 'NAME', 'how two writes become one: lww, max, vector or crdt', ...GOSSIP),
  value('drift', 'SHARE', 'how much faster or slower clocks may run', 'cluster'),
  value('join-within', 'TIME', 'nodes join within this; 0s: all at once', 'cluster'),
  value('writes', 'N', 'writes of shared keys', 'cluster'),
  value('broadcasts', 'N', 'broadcasts', 'cluster'),
  flag('reports-down', 'who sends to a dead process is told', 'cluster'),

  value(
    'duration',
    'TIME',
    'virtual time: how long the run lasts at most; cluster: how long faults last',
    ...GOSSIP,
  ),
  value(
    'seconds',
    'N',
    'the same in seconds; fleet and planted: faults in each seed (default: 20)',
    ...GOSSIP,
    'fleet',
    'planted',
  ),
  flag('once', 'do not run each seed twice to compare', 'mesh', 'fleet'),

  value('sizes', 'N,N,…', 'the numbers of nodes to compare', 'bench'),
  value('port', 'N', 'where the page is served; 0: any free one', 'serve'),
  value('host', 'NAME', 'the address to listen at (default: 127.0.0.1)', 'serve'),

  flag('json', 'the report as JSON', ...GOSSIP, 'mesh', 'fleet', 'planted', 'bench'),
  flag(
    'csv',
    'one line per round; of many seeds one per seed; cluster: of views over time',
    ...GOSSIP,
    'bench',
  ),
  {
    ...value(
      'trace',
      'FILE',
      'every message as a line of JSON, to FILE or standard output; mesh and fleet: what happens',
      ...GOSSIP,
      'mesh',
      'fleet',
    ),
    kind: 'optional',
  },
  value('html', 'FILE', 'the report as a page that needs nothing else', ...GOSSIP, 'bench'),
  flag('members', 'what each live node holds of the others at the end', 'cluster'),
]
