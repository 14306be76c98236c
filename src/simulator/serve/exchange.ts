/** What a visitor asks; nothing here takes a body. */
export interface Question {
  readonly method: string
  readonly target: string
  /** Aborts when the visitor goes away, the time is up or the server stops; the reason says which. */
  readonly signal: AbortSignal
}

export interface Answer {
  readonly status: number
  readonly contentType: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}
