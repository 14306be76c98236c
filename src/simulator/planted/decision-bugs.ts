import type { Decision, DecisionOutcome, TablePort } from '../../storage/cassandra/table-port.ts'
import { ALL_REPLICAS } from '../cassandra/replicas.ts'
import type { SabotagedServer } from '../fleet/sabotage.ts'
import { changed } from './changed.ts'
import type { PlantedBug } from './planted-bug.ts'

const NOW_AND_THEN = 0.1

type Decide = (decision: Decision, tables: TablePort, server: SabotagedServer) => Promise<DecisionOutcome>

function deciding(name: string, decide: Decide): PlantedBug {
  const tables = (inner: TablePort, server: SabotagedServer) =>
    changed(inner, { decide: (decision) => decide(decision, inner, server) })
  return { name, plant: () => ({ tables }) }
}

const APPLIED = { kind: 'applied' } as const
const isStart = ({ ifVersion }: Decision) => ifVersion === undefined
const isEnd = ({ to }: Decision) => to.session.status !== 'active'
const happens = ({ runtime }: SabotagedServer) => runtime.random('bug').next() < NOW_AND_THEN

/** Bugs in what is decided, and in what is made of the outcome. */
export const DECISION_BUGS: readonly PlantedBug[] = [
  deciding('a start is acknowledged and lost', async (decision, tables, server) =>
    isStart(decision) && happens(server) ? APPLIED : tables.decide(decision),
  ),
  deciding('an end is acknowledged and lost', async (decision, tables, server) =>
    isEnd(decision) && happens(server) ? APPLIED : tables.decide(decision),
  ),
  deciding('two active sessions: the slot is taken whatever it holds', async (decision, tables) => {
    if (decision.slot.kind !== 'take') return tables.decide(decision)
    const seen = await tables.readSlot(decision.to.session.userId, 'serial')
    return tables.decide({ ...decision, slot: { kind: 'take', seen } })
  }),
  deciding('no look after an unknown outcome', async (decision, tables) => {
    const outcome = await tables.decide(decision)
    return outcome.kind === 'unknown' ? APPLIED : outcome
  }),
  deciding('a retry revives the session', async (decision, tables) => {
    const outcome = await tables.decide(decision)
    if (!isStart(decision) || outcome.kind !== 'refused') return outcome
    const { userId, sessionId } = decision.to.session
    const { rows } = await tables.readUserSessions(userId, [sessionId], 'serial')
    const [row] = rows
    if (!row || row.session.status === 'active') return outcome
    const session = { ...decision.to.session, version: row.session.version + 1 }
    const to = { ...decision.to, ...(row.keptBy !== undefined && { keptBy: row.keptBy }), session }
    const seen = await tables.readSlot(userId, 'serial')
    return tables.decide({ to, ifVersion: row.session.version, slot: { kind: 'take', seen } })
  }),
  deciding('an end is decided again by each exit', async (decision, tables) => {
    const outcome = await tables.decide(decision)
    if (!isEnd(decision) || isStart(decision) || outcome.kind !== 'refused') return outcome
    const { userId, sessionId } = decision.to.session
    const { rows } = await tables.readUserSessions(userId, [sessionId], 'serial')
    const [row] = rows
    if (!row) return outcome
    const ifVersion = row.session.version
    const session = { ...decision.to.session, version: ifVersion + 1 }
    return tables.decide({ to: { ...decision.to, session }, ifVersion, slot: { kind: 'keep' } })
  }),
  deciding('the slot is not freed', (decision, tables) =>
    tables.decide(decision.slot.kind === 'free' ? { ...decision, slot: { kind: 'keep' } } : decision),
  ),
  deciding('a late start is applied although the slot has moved on', (decision, tables, { database }) => {
    const { slot, to } = decision
    if (slot.kind !== 'take') return tables.decide(decision)
    const { activeSessionId } = slot.seen
    const seen = {
      activeSessionId,
      get lastSessionId() {
        return database.user(to.session.userId).slot(ALL_REPLICAS, Infinity).lastSessionId
      },
    }
    return tables.decide({ ...decision, slot: { kind: 'take', seen } })
  }),
  deciding('the id of the operation is forgotten', (decision, tables) => {
    const { startedBy: _, endedBy: __, ...to } = decision.to
    return tables.decide({ ...decision, to })
  }),
  deciding('an expired session ends when somebody notices', (decision, tables, { runtime }) => {
    const { session } = decision.to
    if (session.status !== 'expired') return tables.decide(decision)
    const noticed = { ...session, exitedAtMs: runtime.wallNowMs() }
    return tables.decide({ ...decision, to: { ...decision.to, session: noticed } })
  }),
  deciding('a replaced session is not ended', (decision, tables) => {
    const { ends: _, ...alone } = decision
    return tables.decide(alone)
  }),
]
