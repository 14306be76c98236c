import type { EngineSabotage } from '../cluster/engine-sabotage.ts'
import type { Engine } from '../../gossip/engine/engine.ts'
import type { Effect } from '../../gossip/engine/effect.ts'
import type { Input } from '../../gossip/engine/input.ts'
import { decodeFrame, encodeFrame } from '../../gossip/wire/frame.ts'
import type { DigestHash, Entry, MemberRow, Message, Piece } from '../../gossip/wire/messages.ts'
import { NEWEST_VERSION } from '../../gossip/wire/versions.ts'
import { fnv1a } from '../../base/fnv1a.ts'
import { changed } from './changed.ts'

/** A bug that somebody could have written into the engine of the mesh, done by what stands around it. */
export interface PlantedEngineBug {
  readonly name: string
  /** Anew for each run: some bugs remember. */
  readonly plant: () => EngineSabotage
}

interface Rewrite {
  /** What the engine gets to see of a message; undefined: nothing. */
  readonly read?: (message: Message, engine: Engine) => Message | undefined
  /** What it says instead. */
  readonly write?: (message: Message, engine: Engine) => Message
}

/** A faulty part shows in what the engine understands and says: so that is what is changed. */
function talking(name: string, makeRewrite: () => Rewrite): PlantedEngineBug {
  const engine = (inner: Engine): Engine => {
    const { read, write } = makeRewrite()
    return changed(inner, {
      step: (nowMs: number, input: Input): Effect[] => {
        const taken = read && input.kind === 'frame' ? understood(input, read, inner) : input
        const effects = taken ? inner.step(nowMs, taken) : []
        return write ? effects.map((effect) => said(effect, write, inner)) : effects
      },
    })
  }
  return { name, plant: () => ({ engine }) }
}

function understood(
  input: Extract<Input, { kind: 'frame' }>,
  read: (message: Message, engine: Engine) => Message | undefined,
  engine: Engine,
): Input | undefined {
  const decoded = decodeFrame(input.bytes)
  if (!decoded.ok) return input
  const message = read(decoded.message, engine)
  if (message === decoded.message) return input
  return message && { ...input, bytes: encodeFrame(message, NEWEST_VERSION) }
}

function said(effect: Effect, write: (message: Message, engine: Engine) => Message, engine: Engine): Effect {
  if (effect.kind !== 'send') return effect
  const decoded = decodeFrame(effect.bytes)
  if (!decoded.ok) return effect
  const message = write(decoded.message, engine)
  return message === decoded.message ? effect : { ...effect, bytes: encodeFrame(message, NEWEST_VERSION) }
}

/** The pieces of whatever carries pieces. */
function withPieces(message: Message, change: (piece: Piece) => Piece): Message {
  if (message.type !== 'delta' && message.type !== 'rumour') return message
  return message.pieces.length === 0 ? message : { ...message, pieces: message.pieces.map(change) }
}

function withEntries(
  message: Message,
  keep: (entry: Entry, index: number, all: readonly Entry[]) => boolean,
): Message {
  return withPieces(message, (piece) => ({ ...piece, entries: piece.entries.filter(keep) }))
}

const isGone = ({ status }: { readonly status: MemberRow['status'] }) =>
  status === 'dead' || status === 'left'

/** Bugs in what an engine says of its keys and of others. */
const TALKING_BUGS: readonly PlantedEngineBug[] = [
  talking('a refutation is skipped', () => ({ read: withoutOwnAccusation })),
  talking('a delta has a gap', () => ({
    write: (message) =>
      message.type === 'delta'
        ? withEntries(message, (_, index, { length }) => length < 3 || index !== 1)
        : message,
  })),
  talking('a tombstone is collected before everyone has it', () => ({
    write: (message) =>
      message.type === 'delta' ? withEntries(message, ({ kind }) => kind !== 'tombstone') : message,
  })),
  talking('the hash of the digest is stale', () => ({
    write: (message, engine) =>
      message.type === 'ping' ? { ...message, hash: hashOfNames(engine) } : message,
    read: (message, engine) => {
      if (message.type !== 'ping') return message
      const stale = hashOfNames(engine)
      const isAlike = message.hash.low === stale.low && message.hash.high === stale.high
      return isAlike ? { ...message, hash: engine.status().hash } : message
    },
  })),
  talking('who is gone is left out of digests', () => ({
    write: (message) =>
      message.type === 'ack' && message.digest
        ? {
            ...message,
            digest: { ...message.digest, rows: message.digest.rows.filter((row) => !isGone(row)) },
          }
        : message,
    read: (message) =>
      message.type === 'delta' || message.type === 'rumour'
        ? { ...message, members: message.members.filter((row) => !isGone(row)) }
        : message,
  })),
  talking('a relay always says that it has reached the target', () => ({
    write: (message, engine) => {
      if (message.type !== 'relay-ack' || message.reached) return message
      const held = engine.members().find(({ name }) => name === message.target)
      return { ...message, reached: true, incarnation: (held?.incarnation ?? 0) + 1 }
    },
  })),
  talking('a refutation does not raise the incarnation', () => ({ write: withoutIncarnation })),
]

/** Whatever it says of itself, it is as in the beginning. */
function withoutIncarnation(message: Message, { self }: Engine): Message {
  const first = <T extends { readonly name: string; readonly incarnation: number }>(row: T): T =>
    row.name === self.name ? { ...row, incarnation: 0 } : row
  switch (message.type) {
    case 'ack': {
      const { digest } = message
      const plain = { ...message, incarnation: 0 }
      return digest ? { ...plain, digest: { ...digest, rows: digest.rows.map(first) } } : plain
    }
    case 'delta':
    case 'rumour':
      return { ...message, members: message.members.map(first) }
    default:
      return message
  }
}

/** Nothing that others say against this node reaches it. */
function withoutOwnAccusation(message: Message, { self }: Engine): Message {
  const isAboutSelf = ({ name, status }: Pick<MemberRow, 'name' | 'status'>) =>
    name === self.name && status !== 'alive'
  switch (message.type) {
    case 'ping': {
      const { suspicion: _, ...plain } = message
      return message.suspicion ? plain : message
    }
    case 'delta':
    case 'rumour':
      return message.members.some(isAboutSelf)
        ? { ...message, members: message.members.filter((row) => !isAboutSelf(row)) }
        : message
    case 'join-accepted':
      return { ...message, members: message.members.filter((row) => !isAboutSelf(row)) }
    case 'ack':
      return message.digest
        ? {
            ...message,
            digest: { ...message.digest, rows: message.digest.rows.filter((row) => !isAboutSelf(row)) },
          }
        : message
    default:
      return message
  }
}

/** What a hash would be that nobody has brought up to date since keys have changed. */
function hashOfNames(engine: Engine): DigestHash {
  const names = engine
    .members()
    .filter((row) => !isGone(row))
    .map(({ name, generation }) => `${name}/${generation}`)
    .sort()
    .join(' ')
  return { low: fnv1a(names), high: fnv1a(names, 1) }
}

/** What the checkers of the cluster level must find. */
export const PLANTED_ENGINE_BUGS: readonly PlantedEngineBug[] = [
  ...TALKING_BUGS,
  {
    name: 'a generation is used again',
    plant: () => ({ generation: (fresh, before) => before ?? fresh }),
  },
  {
    name: 'a queue has no bound',
    plant: () => ({ config: (config) => ({ ...config, maxWaitingWrites: Number.POSITIVE_INFINITY }) }),
  },
]
