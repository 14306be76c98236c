import type { MeshEvent } from '../../../gossip/engine/effect.ts'
import type { Mistakes } from '../cluster-report.ts'
import type { ClusterWorld } from '../cluster-world.ts'
import type { SimNode } from '../sim-node.ts'
import type { ScheduledFaults } from './scheduled-faults.ts'

/** After so many intervals a death is not owed to a separation any more. */
const GRACE_INTERVALS = 30

/** What the detectors got wrong about processes that lived. */
export class MistakeCount {
  readonly #world: ClusterWorld
  readonly #faults: ScheduledFaults
  readonly #graceMs: number
  readonly #counts = { falseDeaths: 0, deathsOfTheUnreachable: 0, suspicions: 0, refutations: 0 }

  constructor(world: ClusterWorld, faults: ScheduledFaults, intervalMs: number) {
    this.#world = world
    this.#faults = faults
    this.#graceMs = GRACE_INTERVALS * intervalMs
  }

  see(observer: SimNode, event: MeshEvent): void {
    if (event.kind !== 'member' || event.member.name === observer.name) return
    const { name, address, generation } = event.member
    const subject = this.#world.at(address)
    if (!subject?.isAlive || subject.name !== name || subject.generation !== generation) return
    if (event.change === 'suspected') this.#counts.suspicions += 1
    if (event.change === 'refuted') this.#counts.refutations += 1
    if (event.change !== 'died') return
    if (this.#couldMeet(observer, subject)) this.#counts.falseDeaths += 1
    else this.#counts.deathsOfTheUnreachable += 1
  }

  mistakes(): Mistakes {
    return this.#counts
  }

  #couldMeet(observer: SimNode, subject: SimNode): boolean {
    const { separations } = this.#faults
    const [one, other] = [this.#faults.indexOf(observer), this.#faults.indexOf(subject)]
    return !separations.stoodBetween(one, other, this.#world.nowMs - this.#graceMs)
  }
}
