import { command, nothing, query } from '../node/call.ts'
import { nodeProgram } from '../node/program.ts'
import { phased } from './spread/phased.ts'
import { ValueSet } from './value-set.ts'

const PERIOD_MS = 396

/** A set that only grows: the union of what was added anywhere. */
export const gSet = nodeProgram((context) => {
  const elements = new ValueSet()
  const spread = phased({ periodMs: PERIOD_MS })(context, {
    deliver: (entries) => {
      for (const entry of entries) elements.add(entry)
    },
  })
  return {
    ...spread.handlers,
    add: command(
      (body) => ('element' in body ? { element: body['element'] } : undefined),
      ({ element }, call) => {
        if (elements.add(element)) spread.publish(element)
        call.reply()
      },
    ),
    read: query(nothing, (_, call) => call.reply({ value: elements.list })),
  }
})
