/**
 * What a host needs of an engine. The engine is a function of its state, the time and the input: it does nothing itself, but
 * says what has to happen. Times are milliseconds of a clock that never goes back, and may be fractions.
 */
export interface MeshEngine<Command, Event> {
  step(nowMs: number, input: EngineInput<Command>): ReadonlyArray<EngineEffect<Event>>
  /** When it wants to be woken, on the clock of `step`; Infinity when nothing is due. */
  nextWakeMs(): number
}

export type EngineInput<Command> =
  | { readonly kind: 'frame'; readonly from: string; readonly bytes: Uint8Array }
  | { readonly kind: 'wake' }
  | { readonly kind: 'unreachable'; readonly address: string }
  | Command

export type EngineEffect<Event> =
  /** `urgent` frames overtake others where frames wait. */
  | { readonly kind: 'send'; readonly to: string; readonly bytes: Uint8Array; readonly urgent: boolean }
  | { readonly kind: 'close'; readonly address: string; readonly reason: string }
  | { readonly kind: 'event'; readonly event: Event }
