const STOP_SIGNALS = ['SIGTERM', 'SIGINT'] as const

export interface StopRequest {
  readonly requested: boolean
  /** Resolves with the name of the signal. */
  readonly signal: Promise<string>
  /** Gives the signals their ordinary meaning back. */
  release(): void
}

/** Waits for the operator's word to stop. Further signals change nothing: stopping has a bound of its own. */
export function awaitStopRequest(): StopRequest {
  let requested = false
  let resolveSignal: (name: string) => void = () => {}
  const signal = new Promise<string>((resolve) => {
    resolveSignal = resolve
  })
  const onSignal = (name: string) => {
    requested = true
    resolveSignal(name)
  }
  for (const name of STOP_SIGNALS) process.on(name, onSignal)
  return {
    get requested() {
      return requested
    },
    signal,
    release() {
      for (const name of STOP_SIGNALS) process.off(name, onSignal)
    },
  }
}
