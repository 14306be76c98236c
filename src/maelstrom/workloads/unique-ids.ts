import { integerBelow } from '../../base/rng.ts'
import { nothing, query } from '../node/call.ts'
import { nodeProgram } from '../node/program.ts'
import { UniqueIds } from './unique-id-source.ts'

/** Nothing is asked of other nodes, so no partition matters. */
export const uniqueIds = nodeProgram(({ host, self }) => {
  const ids = new UniqueIds(self, integerBelow(host.random, UniqueIds.lives))
  return { generate: query(nothing, (_, call) => call.reply({ id: ids.next(host.nowMs()) })) }
})
