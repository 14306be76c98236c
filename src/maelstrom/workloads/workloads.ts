import { BROADCAST } from './broadcast/variants.ts'
import type { Variant, Workload } from './workload.ts'

export type { Variant, Workload } from './workload.ts'

export const WORKLOADS: Readonly<Record<string, Workload>> = {
  echo: {
    defaultVariant: 'plain',
    variants: {
      plain: {
        about: 'answers with what it was told',
        load: async () => (await import('./echo.ts')).echo,
      },
    },
  },
  'unique-ids': {
    defaultVariant: 'hybrid-clock',
    variants: {
      'hybrid-clock': {
        about: 'a moment that never comes twice, the node, the mark of its life; no messages',
        load: async () => (await import('./unique-ids.ts')).uniqueIds,
      },
    },
  },
  broadcast: BROADCAST,
  'g-set': {
    defaultVariant: 'batched',
    variants: {
      batched: { about: 'the union, by batches', load: async () => (await import('./g-set.ts')).gSet },
    },
  },
  'g-counter': {
    defaultVariant: 'crdt',
    variants: {
      crdt: {
        about: 'each node counts for itself and tells the others',
        load: async () => (await import('./counter/crdt.ts')).gCounter,
      },
      'seq-kv': {
        about: 'each node keeps its count in seq-kv and remembers what it last read of the others',
        load: async () => (await import('./counter/seq-kv.ts')).gCounterOnSeqKv,
      },
    },
  },
  'pn-counter': {
    defaultVariant: 'crdt',
    variants: {
      crdt: {
        about: 'the same with steps down',
        load: async () => (await import('./counter/crdt.ts')).pnCounter,
      },
      'seq-kv': {
        about: 'the same with steps down, in seq-kv',
        load: async () => (await import('./counter/seq-kv.ts')).pnCounterOnSeqKv,
      },
    },
  },
  kafka: {
    defaultVariant: 'interleaved',
    variants: {
      single: {
        about: 'for one node: logs in memory',
        load: async () => (await import('./kafka/owned.ts')).single,
      },
      multi: {
        about: 'logs in lin-kv, places taken by compare-and-set',
        load: async () => (await import('./kafka/stored.ts')).multi,
      },
      efficient: {
        about: 'each key has an owner, by consistent hashing; copies by batches',
        load: async () => (await import('./kafka/owned.ts')).efficient,
      },
      interleaved: {
        about: 'each node gives offsets of its own; shown within 150 ms',
        load: async () => (await import('./kafka/interleaved.ts')).interleaved,
      },
      'interleaved-slow': {
        about: 'the same with a long period: fewest messages, shown within 600 ms',
        load: async () => (await import('./kafka/interleaved.ts')).interleavedSlow,
      },
    },
  },
  'txn-rw-register': {
    defaultVariant: 'read-committed',
    variants: {
      'read-uncommitted': {
        about: 'the same program: what is weaker would save nothing',
        load: async () => (await import('./txn/txn.ts')).readCommitted,
      },
      'read-committed': {
        about: 'registers with versions, on every node; copies by batches',
        load: async () => (await import('./txn/txn.ts')).readCommitted,
      },
    },
  },
}

export type FoundProgram =
  | { readonly ok: true; readonly variant: Variant; readonly name: string }
  | { readonly ok: false; readonly message: string }

/** Without a variant, the workload's default. */
export function findVariant(workload: string, variant?: string): FoundProgram {
  const found = Object.hasOwn(WORKLOADS, workload) ? WORKLOADS[workload] : undefined
  if (!found) return { ok: false, message: unknown('workload', workload, Object.keys(WORKLOADS)) }
  const name = variant ?? found.defaultVariant
  const chosen = Object.hasOwn(found.variants, name) ? found.variants[name] : undefined
  if (!chosen) {
    return { ok: false, message: unknown(`variant of ${workload}`, name, Object.keys(found.variants)) }
  }
  return { ok: true, variant: chosen, name }
}

function unknown(what: string, name: string, known: readonly string[]): string {
  return `unknown ${what}: ${JSON.stringify(name)}; there are: ${known.join(', ')}`
}
