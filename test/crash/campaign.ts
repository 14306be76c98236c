import { type RandomStream, between, integerBelow, seededStream } from '../../src/base/rng.ts'
import { look, settle } from './aftermath.ts'
import { checkHistory } from './checker.ts'
import { Client } from './client.ts'
import type { Fault } from './history.ts'
import { Players } from './players.ts'
import { SERVER_NAMES } from './server-names.ts'
import type { Servers } from './servers.ts'

/** Part of the rounds kill two servers, the second while the first is down. */
const SECOND_VICTIM_SHARE = 0.3

export interface Campaign {
  readonly seed: number
  readonly rounds: number
  readonly usersPerRound: number
  readonly servers: Servers
  /** Also killed, in every other round: what keeps the sessions. */
  readonly store?: Victim
  /** Told at the end of each round. */
  readonly onRound?: (round: RoundReport) => void
}

export interface Victim {
  readonly name: string
  kill(): Promise<void>
  /** Resolves when it serves again. */
  back(): Promise<void>
}

export interface RoundReport {
  readonly round: number
  readonly killed: readonly string[]
  readonly acknowledged: number
  readonly unanswered: number
  /** Those that no earlier round has told. */
  readonly faults: readonly Fault[]
}

/** Plays, kills in mid-play, starts again and judges everything that was ever answered; round after round. */
export async function runCampaign(campaign: Campaign): Promise<RoundReport[]> {
  const { seed, rounds, servers, usersPerRound, onRound } = campaign
  const random = seededStream(seed, 'kills')
  const client = new Client(servers.urlOf)
  const players = new Players(client, seededStream(seed, 'players'))
  const told = new Set<string>()
  const reports: RoundReport[] = []
  for (let round = 1; round <= rounds; round++) {
    players.join(usersPerRound)
    const firstCall = client.calls.length
    const victims = chooseVictims(campaign, round, random)
    await playAndKill(players, victims, campaign.store, random)
    const played = client.calls.slice(firstCall)
    await settle(client, played)
    const calls = client.calls.slice(firstCall)
    const found = await look(client, players.users, calls)
    const faults = checkHistory(client.calls, found).filter(({ what, userId }) => {
      const isNew = !told.has(`${userId} ${what}`)
      told.add(`${userId} ${what}`)
      return isNew
    })
    const unanswered = calls.filter(({ outcome }) => outcome.kind === 'unanswered').length
    const report = {
      round,
      killed: victims.map(({ name }) => name),
      acknowledged: calls.length - unanswered,
      unanswered,
      faults,
    }
    reports.push(report)
    onRound?.(report)
  }
  return reports
}

function chooseVictims({ servers, store }: Campaign, round: number, random: RandomStream): Victim[] {
  const first = integerBelow(random, SERVER_NAMES.length)
  const second = (first + 1 + integerBelow(random, SERVER_NAMES.length - 1)) % SERVER_NAMES.length
  const chosen = random.next() < SECOND_VICTIM_SHARE ? [first, second] : [first]
  const victims: Victim[] = SERVER_NAMES.filter((_, index) => chosen.includes(index)).map((name) => ({
    name,
    kill: () => servers.kill(name),
    // All that are down, at once: each waits until it can see the others.
    back: () => servers.back(SERVER_NAMES),
  }))
  if (store && round % 2 === 0) victims.splice(integerBelow(random, victims.length + 1), 0, store)
  return victims
}

async function playAndKill(
  players: Players,
  victims: readonly Victim[],
  store: Victim | undefined,
  random: RandomStream,
): Promise<void> {
  const over = new AbortController()
  const playing = players.play(over.signal)
  try {
    for (const victim of victims) {
      await pause(between(random, 300, 900))
      await victim.kill()
    }
    await pause(between(random, 50, 400))
    // The store first: a server that starts without it would wait for it.
    const ordered = victims.toSorted((a, b) => Number(b === store) - Number(a === store))
    for (const victim of ordered) await victim.back()
    await pause(between(random, 100, 300))
  } finally {
    over.abort()
    await playing
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
