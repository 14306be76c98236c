import { integerBelow } from '../../../base/rng.ts'
import { checkCounter, type CounterOperation } from '../checkers/check-counter.ts'
import type { History } from '../history/operation.ts'
import { failed } from './completion.ts'
import type { Load, LoadContext, LoadKind } from './load.ts'
import { readAtTheEnd } from './read-at-the-end.ts'
import { ADD_OK, COUNTER_READ_OK } from './shapes.ts'

const RULES = { mapsErrors: false, idempotent: [] }

export const G_COUNTER = counter('g-counter', 0, 4)
export const PN_COUNTER = counter('pn-counter', -5, 4)

function counter(name: string, lowest: number, highest: number): LoadKind {
  return {
    name,
    needsTopology: false,
    ...RULES,
    create: (context) => counterLoad(context, lowest, highest),
  }
}

function counterLoad({ random }: LoadContext, lowest: number, highest: number): Load {
  return {
    next: () =>
      random.next() < 0.5
        ? { f: 'add', value: lowest + integerBelow(random, highest - lowest + 1) }
        : { f: 'read', value: null },
    open: (caller) => (call, done) => {
      const isRead = call.f === 'read'
      const request = isRead ? { type: 'read' } : { type: 'add', delta: call.value }
      caller.rpc(request, isRead ? COUNTER_READ_OK : ADD_OK, (reply) => {
        if (reply.kind !== 'ok') done(failed(reply, call.f, RULES))
        else done({ outcome: 'ok', result: isRead ? reply.body['value'] : null })
      })
    },
    finalPlan: readAtTheEnd,
    check: (history) => ({ workload: checkCounter(history as History<CounterOperation>) }),
    stateOf: (caller, done) =>
      caller.rpc({ type: 'read' }, COUNTER_READ_OK, (reply) =>
        done(reply.kind === 'ok' ? String(reply.body['value']) : undefined),
      ),
  }
}
