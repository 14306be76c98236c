import { command, nothing, query } from '../../node/call.ts'
import type { NodeProgram } from '../../node/node-port.ts'
import { nodeProgram } from '../../node/program.ts'
import type { SpreadMaker } from '../spread/spread.ts'
import { ValueSet } from '../value-set.ts'

/** Broadcast: each value, wherever it was given, is at all nodes in the end, once. */
export function broadcastBy(makeSpread: SpreadMaker): NodeProgram {
  return nodeProgram((context) => {
    const values = new ValueSet()
    const spread = makeSpread(context, {
      deliver: (entries) => {
        for (const entry of entries) values.add(entry)
      },
    })
    return {
      ...spread.handlers,
      topology: query(nothing, (_, call) => call.reply()),
      broadcast: command(
        (body) => ('message' in body ? { message: body['message'] } : undefined),
        ({ message }, call) => {
          if (values.add(message)) spread.publish(message)
          call.reply()
        },
      ),
      read: query(nothing, (_, call) => call.reply({ messages: values.list })),
    }
  })
}
