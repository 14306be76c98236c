import { checkTxn } from '../checkers/txn/check-txn.ts'
import type { MicroOperation, TxnOperation } from '../checkers/txn/txn-operations.ts'
import type { History } from '../history/operation.ts'
import { canonical, isList, type Json } from '../json.ts'
import { failed } from './completion.ts'
import type { Caller, Load, LoadContext, LoadKind, Probe } from './load.ts'
import { shape } from './shapes.ts'
import { TxnSource } from './txn-source.ts'

const RULES = { mapsErrors: true, idempotent: [] }
/** Keys that a probe looks at: the last ones that were written. */
const PROBED_KEYS = 32

export const TXN_RW_REGISTER: LoadKind = {
  name: 'txn-rw-register',
  needsTopology: false,
  ...RULES,
  create: txnLoad,
}

function txnLoad({ options, random }: LoadContext): Load {
  const { keyCount, maxTxnLength: maxLength, maxWritesPerKey } = options
  const source = new TxnSource({ keyCount, maxLength, maxWritesPerKey }, random)
  const keys = new Set<number>()
  const readKeys = (caller: Caller, wanted: readonly number[], done: (txn: Json | undefined) => void) => {
    const steps = wanted.map((key) => ['r', key, null] as const)
    caller.rpc({ type: 'txn', txn: steps }, txnOk(steps), (reply) =>
      done(reply.kind === 'ok' ? (reply.body['txn'] as Json) : undefined),
    )
  }
  return {
    next: () => ({ f: 'txn', value: source.next() }),
    open: (caller) => (call, done) => {
      const steps = call.value as readonly MicroOperation[]
      for (const [f, key] of steps) if (f === 'w') keys.add(key)
      caller.rpc({ type: 'txn', txn: steps }, txnOk(steps), (reply) => {
        if (reply.kind === 'ok') done({ outcome: 'ok', result: reply.body['txn'] })
        else done(failed(reply, call.f, RULES))
      })
    },
    check: (history) => ({
      workload: checkTxn(history as History<TxnOperation>, options.consistencyModel),
    }),
    stateOf: (caller, done) =>
      readKeys(caller, [...keys], (txn) => done(txn === undefined ? undefined : canonical(txn))),
    probe: (): Probe => (caller, saw, done) =>
      readKeys(caller, [...keys].slice(-PROBED_KEYS), (txn) => {
        for (const [, key, value] of (txn ?? []) as readonly MicroOperation[])
          if (value !== null) saw(`${key} ${canonical(value)}`)
        done()
      }),
    itemOf: (call) =>
      (call.value as readonly MicroOperation[]).flatMap(([f, key, value]) =>
        f === 'w' ? [`${key} ${canonical(value)}`] : [],
      ),
  }
}

/** The same steps, with nothing but the reads filled in. */
function txnOk(asked: readonly MicroOperation[]) {
  const isAnswer = (answered: unknown) =>
    isList(answered) &&
    answered.length === asked.length &&
    asked.every(([f, key, value], index) => {
      const step = answered[index]
      if (!isList(step) || step.length !== 3 || step[0] !== f || step[1] !== key) return false
      return f === 'r' || canonical(step[2]) === canonical(value)
    })
  return shape('txn_ok', { txn: isAnswer })
}
