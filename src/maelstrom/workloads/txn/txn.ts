import { command } from '../../node/call.ts'
import { nodeProgram } from '../../node/program.ts'
import { phased } from '../spread/phased.ts'
import { Registers } from './registers.ts'
import { readTransaction } from './transaction.ts'

const PERIOD_MS = 120
const RETRY_MS = 500

/** Every node runs every transaction on its own copy, at once, whoever can be reached; copies converge with the period. */
export const readCommitted = nodeProgram((context) => {
  const { host, self } = context
  const registers = new Registers(self)
  const spread = phased({ periodMs: PERIOD_MS, retryMs: RETRY_MS })(context, {
    deliver: (entries) => {
      for (const entry of entries) registers.merge(entry, host.nowMs())
    },
    gather: () => {
      const writes = registers.takeChanged()
      return writes.length > 0 ? [writes] : []
    },
  })
  return {
    ...spread.handlers,
    txn: command(readTransaction, (operations, call) => {
      call.reply({ txn: registers.run(operations, host.nowMs()) })
      if (registers.hasChanged) spread.announce()
    }),
  }
})
