export interface AdmissionBounds {
  readonly maxIncoming: number
  readonly maxIncomingPerIp: number
  readonly maxUnknownPerIp: number
}

export type AdmissionRefusal = 'too_many_links' | 'too_many_links_of_ip' | 'too_many_unknown_links_of_ip'

export interface Admitted {
  /** It has said hello. */
  known(): void
  closed(): void
}

interface OfIp {
  open: number
  unknown: number
}

/** Counts accepted connections, so that no one can take all sockets. */
export class Admission {
  readonly #bounds: AdmissionBounds
  readonly #ofIps = new Map<string, OfIp>()
  #open = 0

  constructor(bounds: AdmissionBounds) {
    this.#bounds = bounds
  }

  get open(): number {
    return this.#open
  }

  admit(ip: string): Admitted | AdmissionRefusal {
    const ofIp = this.#ofIps.get(ip) ?? { open: 0, unknown: 0 }
    if (this.#open >= this.#bounds.maxIncoming) return 'too_many_links'
    if (ofIp.open >= this.#bounds.maxIncomingPerIp) return 'too_many_links_of_ip'
    if (ofIp.unknown >= this.#bounds.maxUnknownPerIp) return 'too_many_unknown_links_of_ip'
    this.#ofIps.set(ip, ofIp)
    this.#open++
    ofIp.open++
    ofIp.unknown++
    return this.#admitted(ip, ofIp)
  }

  #admitted(ip: string, ofIp: OfIp): Admitted {
    let unknown = true
    let open = true
    const known = () => {
      if (unknown) ofIp.unknown--
      unknown = false
    }
    return {
      known,
      closed: () => {
        if (!open) return
        open = false
        known()
        this.#open--
        if (--ofIp.open === 0) this.#ofIps.delete(ip)
      },
    }
  }
}
