import { type Handlers, command, nothing, query, readInteger } from '../../node/call.ts'

export interface Counter {
  add(delta: number): void
  readonly value: number
}

/** What clients ask of a counter. One that only grows takes no negative step. */
export function counterRequests(counter: Counter, onlyGrows: boolean): Handlers {
  return {
    add: command(
      ({ delta }) => {
        const step = readInteger(delta)
        return step === undefined || (onlyGrows && step < 0) ? undefined : step
      },
      (delta, call) => {
        counter.add(delta)
        call.reply()
      },
    ),
    read: query(nothing, (_, call) => call.reply({ value: counter.value })),
  }
}
