import { type CheckedHistory, describe, type Findings } from '../checked-history.ts'

/** What was acknowledged is there, as it was told, made once, and under the id of its key. */
export function* creation(history: CheckedHistory): Findings {
  for (const sessionId of history.sessionIds) {
    yield* isKept(history, sessionId)
    yield* isMadeOnce(history, sessionId)
  }
  for (const userId of history.users) {
    yield* keysAreBound(history, userId)
    yield* hasAMaker(history, userId)
    yield* noMeansNo(history, userId)
  }
}

function* isKept(history: CheckedHistory, sessionId: string): Findings {
  const final = history.final.get(sessionId)
  for (const { operation, session } of history.sightings(sessionId)) {
    if (!final) {
      yield ['an acknowledged session is lost', describe(operation)]
      return
    }
    const { userId, region = final.region, startedAtMs = final.startedAtMs } = session
    const isSame = userId === final.userId && region === final.region && startedAtMs === final.startedAtMs
    if (!isSame) yield ['a session has changed', `${describe(operation)}; now ${JSON.stringify(final)}`]
  }
}

function* isMadeOnce(history: CheckedHistory, sessionId: string): Findings {
  const sightings = history.sightings(sessionId)
  const made = sightings.filter(({ operation }) => isCreation(operation.told))
  const [first, second] = made
  if (!first) return
  if (second)
    yield ['201 came twice for one session', `${describe(first.operation)}; ${describe(second.operation)}`]
  const before = sightings.find(({ operation }) => operation.endedMs < first.operation.beganMs)
  if (before)
    yield [
      '201 came for a session that was there',
      `${describe(before.operation)}; ${describe(first.operation)}`,
    ]
  const { asked } = first.operation
  if (asked.kind === 'start' && asked.sessionIdOfKey !== undefined && asked.sessionIdOfKey !== sessionId)
    yield ['a key made a session of another id', describe(first.operation)]
}

function isCreation(told: { readonly kind: string; readonly status?: number }): boolean {
  return told.kind === 'session' && told.status === 201
}

/** A key that has made a session gives that session ever after. */
function* keysAreBound(history: CheckedHistory, userId: string): Findings {
  for (const later of history.startsOf(userId)) {
    const { asked, told } = later
    if (asked.kind !== 'start' || asked.sessionIdOfKey === undefined) continue
    const mine = asked.sessionIdOfKey
    const madeMs = history.knownStartedMs(mine)
    if (madeMs >= later.beganMs) continue
    if (told.kind === 'session' && told.session.sessionId !== mine)
      yield ['a retry of a keyed start gave another session', describe(later)]
    if (told.kind === 'refused') yield ['a retry of a keyed start was refused', describe(later)]
  }
}

/** Codes by which a server says that nothing was written, now or later. */
const NOTHING_HAPPENED: ReadonlySet<string> = new Set([
  'store_unavailable',
  'deadline_exceeded',
  'overloaded',
])

function* noMeansNo(history: CheckedHistory, userId: string): Findings {
  const starts = history.startsOf(userId)
  for (const start of starts) {
    const { asked, told } = start
    if (asked.kind !== 'start' || asked.sessionIdOfKey === undefined) continue
    if (told.kind !== 'nothing' || !NOTHING_HAPPENED.has(told.why)) continue
    const mine = asked.sessionIdOfKey
    const ofKey = starts.filter(
      (other) => other.asked.kind === 'start' && other.asked.sessionIdOfKey === mine,
    )
    // Main may have asked a region before it gave up, and what is carried out twice has another answer.
    const isAlone = ofKey.length === 1 && !start.isMain && !start.isRepeated
    if (isAlone && history.final.has(mine))
      yield ['a start was told that nothing happened, and it had', describe(start)]
  }
}

/** A start that asked one server, without a key, is told 200 only about a session that somebody else can have made. */
function* hasAMaker(history: CheckedHistory, userId: string): Findings {
  const starts = history.startsOf(userId)
  for (const start of starts) {
    const { asked, told } = start
    if (asked.kind !== 'start' || asked.key !== undefined || start.isMain || start.isRepeated) continue
    if (told.kind !== 'session' || told.status !== 200) continue
    const { sessionId } = told.session
    const maker = starts.find(
      (other) => other !== start && other.beganMs < start.endedMs && mayHaveMade(other, sessionId),
    )
    if (history.rules.policy !== 'resume') yield ['a start without a key was told 200', describe(start)]
    else if (!maker) yield ['nobody was told that they made a session', describe(start)]
  }
}

function mayHaveMade(
  { asked, told, isMain, isRepeated }: CheckedHistory['operations'][number],
  sessionId: string,
): boolean {
  if (asked.kind !== 'start') return false
  if (asked.sessionIdOfKey !== undefined) return asked.sessionIdOfKey === sessionId
  if (told.kind !== 'session' || isRepeated) return true
  // A start through main may have been carried out by a region whose answer did not arrive.
  return told.session.sessionId === sessionId && (told.status === 201 || isMain)
}
