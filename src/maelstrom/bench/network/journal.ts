export interface JournalEntry {
  readonly kind: 'send' | 'recv' | 'lost'
  readonly atMs: number
  readonly id: number
  readonly src: string
  readonly dest: string
  readonly type: string
}

export interface Traffic {
  readonly 'send-count': number
  readonly 'recv-count': number
  readonly 'msg-count': number
}

export interface NetStats {
  readonly all: Traffic & { readonly 'msgs-per-op': number | null }
  readonly clients: Traffic
  readonly servers: Traffic & { readonly 'msgs-per-op': number | null }
  /** How many messages between servers, services included, were sent of each type; most frequent first. */
  readonly 'servers-by-type': Readonly<Record<string, number>>
}

/** Types beyond these are counted together. */
export const MAX_TYPES = 50
const OTHER_TYPES = 'other'

export function isClient(id: string): boolean {
  return id.startsWith('c')
}

/** Every message sent or received. Counting is always on; the entries are kept only if somebody wants to see them. */
export class Journal {
  readonly entries: JournalEntry[] = []
  readonly #isKept: boolean
  readonly #sent = { clients: 0, servers: 0 }
  readonly #byType = new Map<string, number>()
  readonly #received = { clients: 0, servers: 0 }

  constructor(isKept: boolean) {
    this.#isKept = isKept
  }

  add(entry: JournalEntry): void {
    const group = isClient(entry.src) || isClient(entry.dest) ? 'clients' : 'servers'
    if (entry.kind === 'send') this.#sent[group] += 1
    if (entry.kind === 'send' && group === 'servers') this.#countType(entry.type)
    if (entry.kind === 'recv') this.#received[group] += 1
    if (this.#isKept) this.entries.push(entry)
  }

  #countType(type: string): void {
    const isKnown = this.#byType.has(type) || this.#byType.size < MAX_TYPES
    const name = isKnown ? type : OTHER_TYPES
    this.#byType.set(name, (this.#byType.get(name) ?? 0) + 1)
  }

  /** Every message has an id of its own, so that as many messages exist as were sent. */
  stats(operations: number): NetStats {
    const traffic = (sent: number, received: number) => ({
      'send-count': sent,
      'recv-count': received,
      'msg-count': sent,
    })
    const perOperation = (sent: number) => ({ 'msgs-per-op': operations > 0 ? sent / operations : null })
    const [sent, received] = [this.#sent, this.#received]
    const allSent = sent.clients + sent.servers
    return {
      all: { ...traffic(allSent, received.clients + received.servers), ...perOperation(allSent) },
      clients: traffic(sent.clients, received.clients),
      servers: { ...traffic(sent.servers, received.servers), ...perOperation(sent.servers) },
      'servers-by-type': Object.fromEntries([...this.#byType].sort(([, a], [, b]) => b - a)),
    }
  }
}
