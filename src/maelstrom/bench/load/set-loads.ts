import type { Body } from '../../protocol/envelope.ts'
import { checkSet } from '../checkers/check-set.ts'
import type { SetOperation } from '../checkers/set-operations.ts'
import type { ReplyShape } from '../client/reply.ts'
import type { History } from '../history/operation.ts'
import { canonical, isList, type Json } from '../json.ts'
import { failed } from './completion.ts'
import type { Caller, ErrorRules, Load, LoadContext, LoadKind, Probe } from './load.ts'
import { readAtTheEnd } from './read-at-the-end.ts'
import { ADD_OK, BROADCAST_OK, MESSAGES_READ_OK, SET_READ_OK } from './shapes.ts'

interface Words {
  readonly add: string
  readonly request: (element: unknown) => Body
  readonly addOk: ReplyShape
  readonly readOk: ReplyShape
  readonly list: string
  readonly rules: ErrorRules
}

const BROADCAST_WORDS: Words = {
  add: 'broadcast',
  request: (message) => ({ type: 'broadcast', message }),
  addOk: BROADCAST_OK,
  readOk: MESSAGES_READ_OK,
  list: 'messages',
  rules: { mapsErrors: true, idempotent: ['read'] },
}

const G_SET_WORDS: Words = {
  add: 'add',
  request: (element) => ({ type: 'add', element }),
  addOk: ADD_OK,
  readOk: SET_READ_OK,
  list: 'value',
  rules: { mapsErrors: false, idempotent: [] },
}

export const BROADCAST: LoadKind = {
  name: 'broadcast',
  needsTopology: true,
  ...BROADCAST_WORDS.rules,
  create: (context) => setLoad(context, BROADCAST_WORDS),
}

export const G_SET: LoadKind = {
  name: 'g-set',
  needsTopology: false,
  ...G_SET_WORDS.rules,
  create: (context) => setLoad(context, G_SET_WORDS),
}

function setLoad({ random }: LoadContext, words: Words): Load {
  let next = 0
  const read = (caller: Caller, done: (elements: readonly Json[] | undefined) => void) =>
    caller.rpc({ type: 'read' }, words.readOk, (reply) => {
      const list = reply.kind === 'ok' ? reply.body[words.list] : undefined
      done(isList(list) ? list : undefined)
    })
  return {
    next: () => (random.next() < 0.5 ? { f: words.add, value: next++ } : { f: 'read', value: null }),
    open: (caller) => (call, done) => {
      const isRead = call.f === 'read'
      const request = isRead ? { type: 'read' } : words.request(call.value)
      caller.rpc(request, isRead ? words.readOk : words.addOk, (reply) => {
        if (reply.kind !== 'ok') done(failed(reply, call.f, words.rules))
        else done({ outcome: 'ok', result: isRead ? reply.body[words.list] : null })
      })
    },
    finalPlan: readAtTheEnd,
    check: (history) => ({ workload: checkSet(history as History<SetOperation>) }),
    stateOf: (caller, done) => read(caller, (elements) => done(elements?.map(canonical).sort().join(' '))),
    probe: () => probeOf(read),
    itemOf: (call) => (call.f === words.add ? [String(call.value)] : []),
  }
}

/** The set only grows: a list that is no longer than before has nothing new. */
function probeOf(
  read: (caller: Caller, done: (elements: readonly Json[] | undefined) => void) => void,
): Probe {
  let length = 0
  const seen = new Set<string>()
  return (caller, saw, done) =>
    read(caller, (elements = []) => {
      for (const element of elements.length > length ? elements.map(canonical) : []) {
        if (!seen.has(element)) saw(element)
        seen.add(element)
      }
      length = Math.max(length, elements.length)
      done()
    })
}
