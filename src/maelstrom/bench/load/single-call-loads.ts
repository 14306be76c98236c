import { checkEcho, type EchoOperation } from '../checkers/check-echo.ts'
import { checkUniqueIds, type GenerateOperation } from '../checkers/check-unique-ids.ts'
import { integerBelow } from '../../../base/rng.ts'
import type { History } from '../history/operation.ts'
import { failed } from './completion.ts'
import type { LoadKind } from './load.ts'
import { ECHO_OK, GENERATE_OK } from './shapes.ts'

const RULES = { mapsErrors: true, idempotent: [] }
const ECHO_RANGE = 128

export const ECHO: LoadKind = {
  name: 'echo',
  needsTopology: false,
  ...RULES,
  create: ({ random }) => ({
    next: () => ({ f: 'echo', value: `Please echo ${integerBelow(random, ECHO_RANGE)}` }),
    open: (caller) => (call, done) =>
      caller.rpc({ type: 'echo', echo: call.value }, ECHO_OK, (reply) =>
        done(
          reply.kind === 'ok' ? { outcome: 'ok', result: reply.body['echo'] } : failed(reply, call.f, RULES),
        ),
      ),
    check: (history) => ({ workload: checkEcho(history as History<EchoOperation>) }),
  }),
}

export const UNIQUE_IDS: LoadKind = {
  name: 'unique-ids',
  needsTopology: false,
  ...RULES,
  create: () => ({
    next: () => ({ f: 'generate', value: null }),
    open: (caller) => (call, done) =>
      caller.rpc({ type: 'generate' }, GENERATE_OK, (reply) =>
        done(
          reply.kind === 'ok' ? { outcome: 'ok', result: reply.body['id'] } : failed(reply, call.f, RULES),
        ),
      ),
    check: (history) => ({ workload: checkUniqueIds(history as History<GenerateOperation>) }),
  }),
}
