/** Why seeds have not answered, as far as the transport knows. */
export class SeedSilence {
  readonly routes: readonly string[]
  readonly #reasons = new Map<string, string>()

  constructor(routes: readonly string[]) {
    this.routes = routes
  }

  heard(address: string, reason: string): void {
    if (this.routes.includes(address)) this.#reasons.set(address, reason)
  }

  get text(): string {
    return this.routes.map((route) => `${route} ${this.#why(route)}`).join(', ')
  }

  #why(route: string): string {
    const reason = this.#reasons.get(route)
    if (reason === undefined) return 'is silent'
    return WORDS[reason] ?? `cannot be reached: ${reason}`
  }
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'does not listen',
  // A server of TLS ends the connection without a word when it does not like the certificate.
  closed_before_hello: 'hangs up: it may not take the certificate of this node, or want one, or a secret',
  hello_timeout: 'does not say who it is: it may be no node of a mesh',
  not_tls: 'does not speak TLS',
  // A server with a secret says no more to who does not name its cluster, or shows a certificate instead.
  tls_failed:
    'breaks off the handshake: it may be of another cluster, or want a secret instead of a certificate',
}
