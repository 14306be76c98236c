import type { CommitEvent } from '../checkers/kafka/check-commits.ts'
import { checkCommits, type CommitsVerdict } from '../checkers/kafka/check-commits.ts'
import { checkKafka } from '../checkers/kafka/check-kafka.ts'
import type { KafkaOperation, Pair } from '../checkers/kafka/kafka-operations.ts'
import type { History } from '../history/operation.ts'
import { type Case, casesOf, type CheckedCase, positive } from './checked-case.ts'
import { fail, info, ok, type StepOptions, story } from './story.ts'

const send = (msg: number, offset: number, options?: StepOptions) =>
  ok('send', { key: 'k', msg }, { offset }, options)
const poll = (pairs: readonly Pair[], options?: StepOptions) =>
  ok('poll', { k: 0 }, { msgs: { k: pairs } }, options)
const assign = (options?: StepOptions) => ok('assign', ['k'], {}, options)
const txn = (key: string, msg: number, polled: string, seen: number, process: number) =>
  ok('txn', [{ key, msg }], { offsets: [0], msgs: { [polled]: [[0, seen] as const] } }, { process })

const THREE = [send(1, 0), send(2, 1), send(3, 2)]
const ALL: readonly Pair[] = [
  [0, 1],
  [1, 2],
  [2, 3],
]
const reader = { process: 1 }

const CASES: readonly Case<History<KafkaOperation>>[] = [
  [
    'two messages at one offset',
    false,
    ['inconsistent-offsets'],
    story([send(1, 0), send(2, 0, { process: 2 }), poll([[0, 1]], reader), poll([[0, 2]], { process: 3 })]),
  ],
  [
    'one message at two offsets',
    false,
    ['duplicate'],
    story([
      send(1, 0),
      poll(
        [
          [0, 1],
          [1, 1],
        ],
        reader,
      ),
    ]),
  ],
  ['a message that nobody sent', false, ['unsent'], story([poll([[0, 9]])])],
  ['a refused message is seen', false, ['G1a'], story([fail('send', { key: 'k', msg: 1 }), poll([[0, 1]])])],
  [
    'below what was read, never seen',
    false,
    ['lost-write'],
    story([...THREE.slice(0, 2), poll([[1, 2]], reader)]),
  ],
  ['acknowledged, never seen', false, ['unseen'], story([...THREE, poll(ALL.slice(0, 2), reader)])],
  [
    'two polls jump over a message',
    false,
    ['poll-skip'],
    story([...THREE, poll([[0, 1]], reader), poll([[2, 3]], reader), poll(ALL, { process: 2 })]),
  ],
  [
    'two polls give the same',
    false,
    ['nonmonotonic-poll'],
    story([...THREE, poll(ALL, reader), poll([[2, 3]], reader)]),
  ],
  [
    'one poll jumps over a message',
    false,
    ['int-poll-skip'],
    story([
      ...THREE,
      poll(
        [
          [0, 1],
          [2, 3],
        ],
        reader,
      ),
      poll(ALL, { process: 2 }),
    ]),
  ],
  [
    'one poll goes back',
    false,
    ['int-nonmonotonic-poll', 'int-poll-skip'],
    story([
      ...THREE,
      poll(
        [
          [0, 1],
          [2, 3],
          [1, 2],
        ],
        reader,
      ),
    ]),
  ],
  [
    'offsets fall for one sender',
    false,
    ['nonmonotonic-send'],
    story([
      send(1, 1),
      send(2, 0),
      poll(
        [
          [0, 2],
          [1, 1],
        ],
        reader,
      ),
    ]),
  ],
  ['seen before it was sent', false, ['precommitted-read'], story([poll([[0, 1]], reader), send(1, 0)])],
  [
    'two transactions see each other',
    false,
    ['G1c'],
    story(
      [txn('a', 1, 'b', 2, 1), txn('b', 2, 'a', 1, 2)].map((one) => ({
        ...one,
        invokedMs: 0,
        completedMs: 9,
      })),
    ),
  ],
  ['everything once, in order', true, [], story([...THREE, poll(ALL, reader)])],
  [
    'sparse offsets, and gaps that others fill',
    true,
    [],
    story([
      send(1, 3),
      send(2, 90, { process: 2 }),
      poll(
        [
          [3, 1],
          [90, 2],
        ],
        reader,
      ),
    ]),
  ],
  [
    'an uncertain message is seen',
    true,
    [],
    story([info('send', { key: 'k', msg: 1 }), poll([[0, 1]], reader)]),
  ],
  [
    'a refused assignment changes nothing: what follows jumps over a message',
    false,
    ['poll-skip'],
    story([
      ...THREE,
      poll([[0, 1]], reader),
      fail('assign', ['k'], reader),
      poll([[2, 3]], reader),
      poll(ALL, { process: 2 }),
    ]),
  ],
  [
    'from the beginning again after a new assignment',
    true,
    [],
    story([...THREE, poll(ALL, reader), assign(reader), poll(ALL, reader)]),
  ],
  ['nobody saw anything', 'unknown', [], story([info('send', { key: 'k', msg: 1 }), info('poll', {})])],
]

const event = (
  kind: 'commit' | 'listing',
  order: number,
  k: number | undefined,
  more: Partial<CommitEvent> = {},
) => ({
  kind,
  process: 0,
  node: 'n0',
  offsets: k === undefined ? {} : { k },
  invokedOrder: order,
  completedOrder: order + 1,
  final: false,
  ...more,
})
const uncertain = { completedOrder: undefined }

const COMMITS: readonly Case<readonly CommitEvent[]>[] = [
  ['committed by nobody', false, ['invented'], [event('commit', 0, 3), event('listing', 2, 4)]],
  ['listed before it was committed', false, ['invented'], [event('listing', 0, 3), event('commit', 2, 3)]],
  [
    'falls for one reader',
    false,
    ['backwards'],
    [event('commit', 0, 3), event('commit', 2, 5), event('listing', 4, 5), event('listing', 6, 3)],
  ],
  [
    'gone in the end',
    false,
    ['lost'],
    [event('commit', 0, 3), event('listing', 9, undefined, { final: true })],
  ],
  [
    'lower in the end, at one node',
    false,
    ['lost'],
    [
      event('commit', 0, 3),
      event('commit', 2, 5),
      event('listing', 9, 5, { final: true }),
      event('listing', 11, 3, { final: true, node: 'n1' }),
    ],
  ],
  ['late at another node', true, [], [event('commit', 0, 3), event('listing', 2, undefined, { node: 'n1' })]],
  [
    'an uncertain one counts',
    true,
    [],
    [event('commit', 0, 3), event('commit', 2, 5, uncertain), event('listing', 9, 5, { final: true })],
  ],
  [
    'somebody who is behind commits less, and that counts',
    true,
    [],
    [
      event('commit', 0, 5),
      event('listing', 2, 5),
      event('commit', 4, 3, { process: 1 }),
      event('listing', 6, 3),
      event('listing', 9, 3, { final: true }),
    ],
  ],
  ['nobody asked', 'unknown', [], [event('commit', 0, 3)]],
]

export function kafkaCases(): CheckedCase[] {
  const faultsOf = ({ invented, backwards, lost }: CommitsVerdict) =>
    positive({ invented: invented.length, backwards: backwards.length, lost: lost.length })
  return [
    ...casesOf('kafka', checkKafka, (verdict) => verdict['bad-error-types'], CASES),
    ...casesOf('kafka commits', checkCommits, faultsOf, COMMITS),
  ]
}
