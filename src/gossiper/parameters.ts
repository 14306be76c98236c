import { readExact } from '../players/exact-json.ts'
import { MAX_METADATA_LENGTH, readMetadata } from '../players/metadata.ts'
import type { PlayerUpdate } from '../players/player-board.ts'
import { playerIdFault } from '../players/player-id.ts'
import { MAX_SCORE, MIN_SCORE, isScore } from '../players/player-state.ts'
import { Refusal } from './refusal.ts'

const WHOLE_NUMBER = /^-?\d{1,19}$/
const DEFAULT_LIMIT = 100
const MAX_LIMIT = 1000

export type Parameters = ReadonlyMap<string, string>

/** A parameter that comes twice is refused: nobody can say which one is meant. */
export function readParameters(query: string): Parameters {
  const parameters = new Map<string, string>()
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const equalsAt = pair.indexOf('=')
    const name = decoded(equalsAt < 0 ? pair : pair.slice(0, equalsAt))
    if (parameters.has(name)) throw invalid(`the parameter ${JSON.stringify(name)} came twice`)
    parameters.set(name, equalsAt < 0 ? '' : decoded(pair.slice(equalsAt + 1)))
  }
  return parameters
}

export function readUpdate(parameters: Parameters): PlayerUpdate & { readonly playerId: string } {
  const playerId = parameters.get('playerId')
  const score = parameters.get('score')
  if (playerId === undefined) throw invalid('the parameter "playerId" is missing')
  const idFault = playerIdFault(playerId)
  if (idFault !== undefined) throw invalid(`the parameter "playerId" ${idFault}`)
  if (score === undefined) throw invalid('the parameter "score" is missing')
  if (!WHOLE_NUMBER.test(score) || !isScore(BigInt(score)))
    throw invalid(`the parameter "score" must be an integer from ${MIN_SCORE} to ${MAX_SCORE}`)
  return { playerId, score: BigInt(score), metadata: metadataOf(parameters.get('metadata')) }
}

/** How many players a leaderboard shows. */
export function readLimit(parameters: Parameters): number {
  const text = parameters.get('limit')
  if (text === undefined) return DEFAULT_LIMIT
  const limit = Number(text)
  if (/^\d{1,4}$/.test(text) && limit >= 1 && limit <= MAX_LIMIT) return limit
  throw invalid(`the parameter "limit" must be an integer from 1 to ${MAX_LIMIT}`)
}

function metadataOf(text: string | undefined): PlayerUpdate['metadata'] {
  if (text === undefined) return 'keep'
  const value = text.length > 2 * MAX_METADATA_LENGTH ? undefined : readExact(text)
  const read = value === undefined ? undefined : readMetadata(value)
  if (!read)
    throw invalid(`the parameter "metadata" must be JSON of at most ${MAX_METADATA_LENGTH} characters`)
  if (!read.ok) throw invalid(`the parameter "metadata" ${read.detail}`)
  return { text: read.text }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw invalid('the query is not valid percent-encoded UTF-8')
  }
}

function invalid(detail: string): Refusal {
  return new Refusal('invalid_request', detail)
}
