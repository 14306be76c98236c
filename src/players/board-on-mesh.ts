import { compareText } from '../gossip/crdt/order.ts'
import type { MeshEvent } from '../gossip/engine/effect.ts'
import type { Command } from '../gossip/engine/input.ts'
import type { SharedWrite } from '../gossip/shared/shared-values.ts'
import type { Entry, MemberRow } from '../gossip/wire/messages.ts'
import type { Board } from './player-board.ts'
import type { GossiperEvents } from './ports.ts'

/** What is read of the mesh engine. */
export interface MeshView {
  members(): readonly MemberRow[]
  entries(owner: string): Iterable<Entry>
}

export interface BoardOnMeshParts {
  readonly self: string
  readonly board: Board
  readonly mesh: MeshView
  readonly command: (command: Command) => void
  readonly wallNanos: () => bigint
  readonly events: GossiperEvents
}

/** Keeps a board and the mesh engine's key spaces in step: entries of others go into the board, its writes into the mesh. */
export class BoardOnMesh {
  readonly #parts: BoardOnMeshParts
  /** Owners whose word stands without them. */
  readonly #gone = new Set<string>()

  constructor(parts: BoardOnMeshParts) {
    this.#parts = parts
  }

  publish(writes: readonly SharedWrite[]): void {
    for (const { kind, key, type, bytes } of writes)
      this.#parts.command(kind === 'value' ? { kind: 'set', key, type, bytes } : { kind: 'delete', key })
  }

  onEvent(event: MeshEvent): void {
    switch (event.kind) {
      case 'entry':
        return this.#apply(event.owner, event.entry)
      case 'dropped':
        if (event.why === 'collected') {
          for (const entry of event.entries) this.#apply(event.owner, { ...entry, kind: 'tombstone' })
        } else this.#startOver(event.owner)
        return
      case 'member':
        this.#member(event.member)
        if (event.change === 'forgotten') this.#gone.delete(event.member.name)
        return
      default:
    }
  }

  /** To be called now and then. */
  tend(): void {
    const { self, board, wallNanos } = this.#parts
    const live = this.#liveNames()
    // The next live member by name stands in for one that is gone: all who see the same members choose the same.
    const adopter = (gone: string) => live.find((name) => name > gone) ?? live[0]
    this.publish(board.tend(wallNanos(), (owner) => adopter(owner) === self))
  }

  #member({ name, status }: MemberRow): void {
    if (name === this.#parts.self) return
    if (status === 'dead' || status === 'left') {
      this.#gone.add(name)
      this.#parts.board.ownerGone(name)
    } else if (this.#gone.delete(name)) this.#startOver(name)
  }

  /** What the owner said before outlives it; what it says now counts besides. */
  #startOver(owner: string): void {
    this.#parts.board.ownerGone(owner)
    const isMember = this.#parts.mesh.members().some(({ name }) => name === owner)
    if (!isMember || this.#gone.has(owner)) return
    for (const entry of this.#parts.mesh.entries(owner)) this.#apply(owner, entry)
  }

  #apply(owner: string, entry: Entry): void {
    const { self, board, wallNanos, events } = this.#parts
    if (owner === self || this.#gone.has(owner)) return
    const ages = board.apply(owner, entry, wallNanos())
    if (ages.length > 0) events.merged(ages)
  }

  #liveNames(): string[] {
    return this.#parts.mesh
      .members()
      .filter(({ status }) => status === 'alive' || status === 'suspect')
      .map(({ name }) => name)
      .sort(compareText)
  }
}
